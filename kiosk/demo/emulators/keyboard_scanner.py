# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated scanner that types as a keyboard does (键盘口扫码器), and all that can be done to it."""

from __future__ import annotations

from drivers.scanner.emulator import keys
from drivers.scanner.emulator.keyboard import TYPING, VOLUME, KeyboardScanner
from kiosk.demo.arguments import ON_OFF, words
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

_CODE = words("CODE", "the text that the code holds, to the end of the line")


def _lose(it: Standing[KeyboardScanner], code: str) -> None:
    middle = len(code) // 2
    dropped = [(keys.EV_SYN, keys.SYN_DROPPED, 0)]
    it.device.type([*keys.typed(code[:middle].encode()), *dropped, *keys.typed(code[middle:].encode() + b"\r")])


def _mistake(it: Standing[KeyboardScanner], on: bool) -> None:
    it.device.makeup = VOLUME if on else TYPING


def _heal(it: Standing[KeyboardScanner]) -> None:
    node_healed(it)
    _mistake(it, on=False)


def _facts(it: Standing[KeyboardScanner]) -> Facts:
    return {**node_facts(it), "types": it.device.makeup is TYPING}


DEVICE: Emulated[Standing[KeyboardScanner]] = Emulated(
    "keyboard_scanner",
    Title("键盘口扫码器", "Scanner that types"),
    section="scanner",
    about="a scanner in keyboard mode that types each code and Enter behind it",
    driver="evdev",
    verbs=(
        Verb("show", "hold a code before the scanner for a moment", lambda it, code: it.device.show(code), (_CODE,)),
        Verb("lose", "lose keys in the midst of a code, as a full buffer of the kernel does", _lose, (_CODE,)),
        *NODE,
        Verb(
            "wrong-node",
            "be the scanner's other node, which types nothing, from its next opening on",
            _mistake,
            (ON_OFF,),
        ),
        Verb("heal", "end every trouble but a pulled cable", _heal),
    ),
    facts=_facts,
    on_tcp=standing(KeyboardScanner),
    settings=node_settings,
    environment=lambda it: it.world.environment,
    missing=node_missing,
)
