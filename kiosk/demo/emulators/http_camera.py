# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be done to a network camera (Motion JPEG over HTTP), whatever it looks at."""

from __future__ import annotations

from typing import Any

from drivers.camera.emulator import HttpCamera, Lens
from kiosk.demo.arguments import one_of, whole
from kiosk.demo.steering import Facts, Verb
from kiosk.demo.wires import CABLE, SILENCE

_LENSES = {lens.value: lens for lens in Lens}
_DAMAGES = {"cut": "cut", "zeroes": "zeroes", "huge": "huge", "noise": "noise", "none": ""}
_REFUSED = "503 Service Unavailable"


def _heal(camera: HttpCamera) -> None:
    camera.scene.happen(Lens.CLEAR)
    camera.scene.lit(1.0)
    camera.silence(on=False)
    camera.damage("")
    camera.pace(25)
    camera.answer("200 OK")


def camera_facts(camera: HttpCamera) -> Facts:
    """Return what is true of any network camera."""
    lens = camera.scene.lens
    return {
        "plugged": camera.plugged,
        "lens": lens.value,
        "sees": lens is not Lens.COVERED,
        "moves": lens is not Lens.FROZEN,
        "healthy": camera.sends,
        "viewers": camera.viewers,
    }


CAMERA: tuple[Verb[Any], ...] = (
    Verb(
        "lens",
        "let something happen to the lens, or to the sensor behind it",
        lambda it, lens: it.scene.happen(lens),
        (one_of("LENS", _LENSES),),
    ),
    Verb(
        "light",
        "make what is seen brighter or darker",
        lambda it, light: it.scene.lit(light / 100),
        (whole("PER-CENT", 0, 1000),),
    ),
    Verb("pace", "send so many frames a second", HttpCamera.pace, (whole("FRAMES", 1, 60),)),
    Verb("damage", "damage the frames", HttpCamera.damage, (one_of("HOW", _DAMAGES),)),
    *CABLE,
    SILENCE,
    Verb("sick", "refuse every viewer", lambda it: it.answer(_REFUSED)),
    Verb("heal", "end every trouble but a pulled cable", _heal),
)
