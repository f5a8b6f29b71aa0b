# SPDX-License-Identifier: GPL-3.0-or-later
"""Emulated social security cards (社会保障卡) for a virtual reader of a real PC/SC service (vpcd)."""

from __future__ import annotations

from datetime import date

from drivers.smart_card.emulator import ATR_BUS_CARD, PORT
from drivers.social_card.emulator import SocialCardChip
from drivers.social_card.invented import CHEN_GUIYING, LIN_ZHIYUAN, LONG_NAME, PAN_XUEMEI
from kiosk.demo.emulators.chip_cards import READER, Hand, card_facts, card_verbs, what_is_missing
from kiosk.demo.panel import Choice, Option, Push, Title
from kiosk.demo.steering import Emulated
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
    verbs=card_verbs(CHIPS),
    facts=lambda hand: card_facts(hand, CHIPS),
    on_tcp=Hand,
    port=PORT,
    settings=lambda _: {"reader": READER},
    missing=what_is_missing,
    panel=(
        Choice("card", _options, icon="card"),
        health(Title("芯片", "Chip")),
    ),
)
