# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated scanner of codes (扫码器), and all that can be done to it."""

from __future__ import annotations

from datetime import date

from drivers.scanner.emulator import Emulator
from kiosk.demo.arguments import hexadecimal, seconds, words
from kiosk.demo.panel import NEWEST_RECEIPT, Choice, Option, Push, Title
from kiosk.demo.steering import Emulated, Facts, Verb
from kiosk.demo.wires import CABLE, CABLE_SWITCH, SILENCE, SPLIT, health

_CODE = words("CODE", "the text that the code holds, to the end of the line")
_DAMAGED = "send FF00FF0D"


def _heal(scanner: Emulator) -> None:
    scanner.silence(on=False)
    scanner.split(on=False)
    scanner.slow()
    scanner.take_away()


def _facts(scanner: Emulator) -> Facts:
    return {"plugged": scanner.wire.plugged, "lying": scanner.lies, "healthy": not scanner.wire.silent}


def _codes(_today: date) -> tuple[Option, ...]:
    """Return what people hold before a scanner; the first is the newest receipt's code."""
    return (
        _shown("最近的回执", Title("刚办的那一件", "the newest receipt"), f"show {NEWEST_RECEIPT}"),
        _shown("别处的回执", Title("平台查不到", "unknown receipt"), "show 44520220320126000001"),
        _shown("网址", Title("不是回执", "a web address"), "show https://example.invalid/请打开"),
        _shown("破损的码", Title("读不出", "a damaged code"), _DAMAGED),
    )


def _shown(name: str, detail: Title, line: str) -> Option:
    return Option("", Title(name, ""), take=Push(Title(f"出示{name}", "Show"), line), detail=detail)


DEVICE = Emulated(
    "scanner",
    Title("扫码器", "Code scanner"),
    about="a scanner that sends each code with a carriage return behind it",
    driver="serial",
    verbs=(
        Verb("show", "hold a code before the scanner for a moment", Emulator.show, (_CODE,)),
        Verb(
            "leave",
            "leave a code lying there, seen again every so many seconds",
            lambda it, every, code: it.leave(code, every=every),
            (seconds("EVERY"), _CODE),
        ),
        Verb("take-away", "take away what lies there", Emulator.take_away),
        Verb("send", "put bytes on the line as they are", Emulator.send, (hexadecimal("BYTES"),)),
        *CABLE,
        SILENCE,
        SPLIT,
        Verb("slow", "take time for each byte", lambda it, byte: it.slow(per_byte=byte), (seconds("BYTE"),)),
        Verb("heal", "end every trouble but a pulled cable", _heal),
    ),
    facts=_facts,
    on_tcp=Emulator.on_tcp,
    on_pty=Emulator.on_pty,
    panel=(
        Choice("shown", _codes, icon="code"),
        CABLE_SWITCH,
        health(Title("扫码头", "Head"), "silence on"),
    ),
)
