# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be done to any device on a serial line, or on what takes its place."""

from __future__ import annotations

from typing import Any

from kiosk.demo.arguments import ON_OFF, seconds
from kiosk.demo.panel import Push, Switch, Title
from kiosk.demo.steering import Verb

CABLE: tuple[Verb[Any], ...] = (
    Verb("unplug", "pull the cable", lambda it: it.unplug()),
    Verb("plug", "put the cable back", lambda it: it.plug()),
)
SILENCE: Verb[Any] = Verb(
    "silence", "hear and say nothing, or speak again", lambda it, on: it.silence(on=on), (ON_OFF,)
)
SPLIT: Verb[Any] = Verb("split", "send byte by byte, or whole again", lambda it, on: it.split(on=on), (ON_OFF,))
SLOW: Verb[Any] = Verb(
    "slow",
    "think before each answer, and take time for each byte",
    lambda it, answer, byte: it.slow(answer_after=answer, per_byte=byte),
    (seconds("ANSWER"), seconds("BYTE", "0")),
)
SERIAL: tuple[Verb[Any], ...] = (*CABLE, SILENCE, SPLIT, SLOW)


CABLE_SWITCH = Switch(
    Title("线", "Cable"),
    "plugged",
    well=Title("插着", "in"),
    spoil=Push(Title("拔掉", "Unplug"), "unplug"),
    ill=Title("拔了", "out"),
    mend=Push(Title("插上", "Plug in"), "plug"),
)


def health(part: Title, spoil: str = "sick") -> Switch:
    """Return the switch that makes a part of a device sick, and whole again."""
    return Switch(
        part,
        "healthy",
        well=Title("正常", "well"),
        spoil=Push(Title("弄坏", "Spoil"), spoil),
        ill=Title("坏了", "sick"),
        mend=Push(Title("修好", "Heal"), "heal"),
    )
