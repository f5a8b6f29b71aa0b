# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated network camera (摄像头), and all that can be done to it."""

from __future__ import annotations

from pathlib import Path

from drivers.camera.emulator import HttpCamera, Lens
from kiosk.demo.arguments import one_of, whole, words
from kiosk.demo.panel import Push, Switch, Title
from kiosk.demo.steering import Emulated, Facts, Verb
from kiosk.demo.wires import CABLE, CABLE_SWITCH, SILENCE, health

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


def _facts(camera: HttpCamera) -> Facts:
    lens = camera.scene.lens
    return {
        "plugged": camera.plugged,
        "lens": lens.value,
        "sees": lens is not Lens.COVERED,
        "moves": lens is not Lens.FROZEN,
        "healthy": camera.sends,
        "viewers": camera.viewers,
    }


DEVICE = Emulated(
    "face_camera",
    Title("摄像头", "Camera"),
    about="a network camera that sends Motion JPEG over HTTP",
    driver="mjpeg",
    verbs=(
        Verb(
            "lens",
            "let something happen to the lens, or to the sensor behind it",
            lambda it, lens: it.scene.happen(lens),
            (one_of("LENS", _LENSES),),
        ),
        Verb(
            "look",
            "look at a picture, or at all those in a folder in turn",
            lambda it, path: it.scene.show(path),
            (words("PATH", "the path of a picture or of a folder with pictures", Path),),
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
    ),
    facts=_facts,
    on_tcp=lambda port: HttpCamera(port=port),
    settings=lambda it: {"url": it.url},
    panel=(
        Switch(
            Title("镜头", "Lens"),
            "sees",
            well=Title("没盖", "clear"),
            spoil=Push(Title("盖住", "Cover"), "lens covered"),
            ill=Title("盖着", "dark"),
            mend=Push(Title("拿开", "Clear"), "lens clear"),
        ),
        Switch(
            Title("画面", "Image"),
            "moves",
            well=Title("在动", "live"),
            spoil=Push(Title("定住", "Freeze"), "lens frozen"),
            ill=Title("不动", "frozen"),
            mend=Push(Title("放开", "Let go"), "lens clear"),
        ),
        CABLE_SWITCH,
        health(Title("网页", "Web")),
    ),
)
