# SPDX-License-Identifier: GPL-3.0-or-later
"""Emulated social security cards (社会保障卡) for a virtual reader of a real PC/SC service (vpcd)."""

from __future__ import annotations

import socket
from datetime import date
from pathlib import Path

from drivers.smart_card.emulator import ATR_BUS_CARD, PORT, Emulator
from drivers.social_card.emulator import SocialCardChip
from drivers.social_card.invented import CHEN_GUIYING, LIN_ZHIYUAN, LONG_NAME, PAN_XUEMEI
from kiosk.demo.arguments import ON_OFF, hexadecimal, one_of, seconds, whole
from kiosk.demo.panel import Choice, Option, Push, Title
from kiosk.demo.steering import Emulated, Facts, Verb
from kiosk.demo.wires import health

_PEOPLE = {
    "chen-guiying": CHEN_GUIYING,
    "lin-zhiyuan": LIN_ZHIYUAN,
    "pan-xuemei": PAN_XUEMEI,
    "long-name": LONG_NAME,
}
CHIPS = {name: SocialCardChip(person) for name, person in _PEOPLE.items()} | {
    "bus-card": SocialCardChip(CHEN_GUIYING, atr=ATR_BUS_CARD)
}
READER = "Virtual PCD 00 00"
MISSING = Title("没有虚拟读卡器（pcscd 和 vpcd）", "No virtual reader here: install pcscd and vsmartcard-vpcd")
_LISTENING = "0A"
"""A line's state in /proc/net/tcp."""


class Hand(Emulator):
    """A hand with cards before the virtual reader that waits at a TCP port of this machine."""

    def __init__(self, port: int) -> None:
        super().__init__(lambda: _dial(port))
        self.port = port


def _dial(port: int) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), timeout=5)
    line.settimeout(None)
    return line


def reader_waits(port: int) -> bool:
    """Say whether something listens there; to dial would be to put in a card."""
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        for line in table.read_text(encoding="ascii").splitlines()[1:] if table.exists() else ():
            _, address, _, state = line.split()[:4]
            if state == _LISTENING and int(address.rpartition(":")[2], 16) == port:
                return True
    return False


def _insert(hand: Hand, chip: SocialCardChip) -> None:
    if not reader_waits(hand.port):
        raise ConnectionRefusedError(f"no virtual reader waits at port {hand.port}; it needs pcscd and vsmartcard-vpcd")
    hand.insert(chip)


def _sicken(hand: Hand, verdict: bytes) -> None:
    hand.refuse(b"", int.from_bytes(verdict, "big"))


def _heal(hand: Hand) -> None:
    hand.refuse(b"", None)
    hand.mute(on=False)
    hand.slow(0)
    hand.damage(0)


def _facts(hand: Hand) -> Facts:
    chip = hand.chip
    return {
        "reader": reader_waits(hand.port),
        "card": next((name for name, one in CHIPS.items() if one is chip), None),
        "healthy": hand.well,
    }


def _options(_today: date) -> tuple[Option, ...]:
    people = [
        _option(name, person.name, f"{'女' if person.sex == '2' else '男'} · {person.birth[:4]}")
        for name, person in _PEOPLE.items()
        if person is not LONG_NAME
    ]
    return (*people, _option("bus-card", "公交卡", ""))


def _option(name: str, who: str, about: str) -> Option:
    wrong = name == "bus-card"
    what = who if wrong else f"{who}的社保卡"
    return Option(
        name,
        Title(who, about),
        take=Push(Title(f"插入{what}", "Insert"), f"insert {name}"),
        leave=Push(Title(f"拔出{what}", "Take out"), "lift"),
        detail=Title("不是社保卡", "a bus card") if wrong else Title("社保卡", "social security card"),
        care=wrong,
    )


DEVICE = Emulated(
    "social_card",
    Title("社保卡", "Social security card"),
    about="social security cards of people who do not exist, for vpcd, the virtual reader of a real pcscd",
    driver="pcsc",
    verbs=(
        Verb("insert", "put a card into the reader, in the place of any other", _insert, (one_of("CARD", CHIPS),)),
        Verb("lift", "take the card out", Emulator.lift),
        Verb(
            "pull",
            "take the card out in its next reading, instead of answering the command after so many more",
            Emulator.lift_mid_reading,
            (whole("COMMANDS", 0, 100, "0"),),
        ),
        Verb("mute", "hear commands and answer none, or answer again", lambda it, on: it.mute(on=on), (ON_OFF,)),
        Verb("slow", "think before each answer", Emulator.slow, (seconds(),)),
        Verb("damage", "lose most of the next answers", Emulator.damage, (whole("ANSWERS", 0, 1000, "1"),)),
        Verb(
            "sick",
            "answer every command with this SW1 SW2: 6581 memory failure, 6283 card blocked",
            _sicken,
            (hexadecimal("SW1SW2", "6581", length=2),),
        ),
        Verb("heal", "end every trouble", _heal),
    ),
    facts=_facts,
    on_tcp=Hand,
    port=PORT,
    settings=lambda _: {"reader": READER},
    missing=lambda facts: None if facts["reader"] else MISSING,
    panel=(
        Choice("card", _options, icon="card"),
        health(Title("芯片", "Chip")),
    ),
)
