# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated signature pad (签名屏), and all that can be done to it."""

from __future__ import annotations

from drivers.signature.emulator import Digitiser, PadOnANode, TouchScreen, lost
from drivers.signature.invented import written
from kiosk.demo.arguments import one_of
from kiosk.demo.emulators.event_nodes import (
    NODE,
    Standing,
    node_facts,
    node_healed,
    node_missing,
    node_settings,
    standing,
)
from kiosk.demo.panel import Title
from kiosk.demo.steering import Emulated, Facts, Verb

_MAKES = {"pen": Digitiser, "old-pen": lambda: Digitiser(has_touch=False), "finger": TouchScreen}
_PACES = {"by-hand": 1.0, "at-once": 0.0}
_SCRIBBLE = 501
"""Strokes: one more than a signature has."""


def _be(it: Standing[PadOnANode], make: str) -> None:
    plugged = it.device.plugged
    it.unplug()
    it.device.pad = _MAKES[make]()
    if plugged:
        it.plug()


def _scribble(it: Standing[PadOnANode]) -> None:
    it.device.draw([(20.0, 20.0, 0.01 * number), (22.0, 21.0, 0.01 * number)] for number in range(_SCRIBBLE))


def _lose(it: Standing[PadOnANode]) -> None:
    first, second = written()[:2]
    it.device.report(*it.device.pad.down(*first[0][:2], 0.6))
    it.device.send(lost())
    it.device.draw([second])


def _facts(it: Standing[PadOnANode]) -> Facts:
    pad = it.device.pad
    return {**node_facts(it), "feels": pad.feels, "tells_size": pad.tells_size}


DEVICE: Emulated[Standing[PadOnANode]] = Emulated(
    "signature",
    Title("签名屏", "Signature pad"),
    about="a pad of 100 by 40 mm, on which an invented name is written",
    driver="evdev",
    verbs=(
        Verb("sign", "write a name", lambda it, pace: it.device.draw(pace=pace), (one_of("HOW", _PACES, "by-hand"),)),
        Verb("dot", "touch it once", lambda it: it.device.draw([[(50.0, 20.0, 0.0)]])),
        Verb("scribble", "draw more than a signature has", _scribble),
        Verb("lose", "lose what follows the beginning of a stroke, as a full buffer of the kernel does", _lose),
        Verb(
            "make",
            "be another make of pad, plugged in anew: a finger's does not tell its size",
            _be,
            (one_of("MAKE", {name: name for name in _MAKES}),),
        ),
        *NODE,
        Verb("heal", "end every trouble but a pulled cable", node_healed),
    ),
    facts=_facts,
    on_tcp=standing(PadOnANode),
    settings=node_settings,
    environment=lambda it: it.world.environment,
    missing=node_missing,
)
