# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated ID-card reader (居民身份证阅读器), and all that can be done to it."""

from __future__ import annotations

from datetime import date

from drivers.id_reader.emulator import FIND, READ, RESET, SAM_ID, SELECT, STATUS, Emulator
from drivers.id_reader.invented import CHEN_GUIYING, EXPIRED, LIN_ZHIYUAN, PAN_XUEMEI, InventedCard
from kiosk.demo.arguments import hexadecimal, one_of, whole
from kiosk.demo.panel import Choice, Option, Push, Switch, Title
from kiosk.demo.steering import Emulated, Facts, Verb
from kiosk.demo.wires import CABLE_SWITCH, SERIAL, health

CARDS = {
    "chen-guiying": CHEN_GUIYING,
    "lin-zhiyuan": LIN_ZHIYUAN,
    "pan-xuemei": PAN_XUEMEI,
    "expired": EXPIRED,
}
_COMMANDS = (RESET, STATUS, SAM_ID, FIND, SELECT, READ)


def _sicken(reader: Emulator, verdict: bytes) -> None:
    for command in _COMMANDS:
        reader.refuse(command, verdict[0])


def _heal(reader: Emulator) -> None:
    for command in _COMMANDS:
        reader.refuse(command, None)
    reader.silence(on=False)
    reader.split(on=False)
    reader.slow()
    reader.noise()
    reader.damage(0)
    reader.shorten(0)


def _facts(reader: Emulator) -> Facts:
    card = reader.card
    return {
        "plugged": reader.wire.plugged,
        "card": next((name for name, one in CARDS.items() if one is card), None),
        "answers": not reader.wire.silent,
        "healthy": not reader.refuses,
    }


def option_of(name: str, card: InventedCard, today: date) -> Option:
    """Return a person's card as the bench shows it."""
    until = None if card.valid_to == "长期" else date.fromisoformat(card.valid_to)
    expired = until is not None and until < today
    sex = Title("女", "F") if card.sex == "2" else Title("男", "M")
    if until is None:
        holds = Title("长期有效", "valid for life")
    else:
        holds = Title(f"{until} 已过期", "expired") if expired else Title(f"有效至 {until}", "valid")
    return Option(
        name,
        Title(card.name, f"{sex.hans} · {card.birth[:4]}"),
        take=Push(Title(f"放上{card.name}的身份证", "Lay down"), f"insert {name}"),
        leave=Push(Title(f"拿走{card.name}的身份证", "Lift"), "lift"),
        detail=holds,
        care=expired,
    )


DEVICE = Emulated(
    "id_reader",
    Title("身份证阅读器", "ID-card reader"),
    about="a SAM_A reader (GA/T 467), with cards of people who do not exist",
    driver="sdt",
    verbs=(
        Verb(
            "insert", "lay a card on the reader, in the place of any other", Emulator.insert, (one_of("CARD", CARDS),)
        ),
        Verb("lift", "take the card away", Emulator.lift),
        Verb(
            "pull",
            "take the card away in the midst of its next reading, behind so many bytes of the answer",
            Emulator.pull_mid_read,
            (whole("BYTES", 0, 1294, "0"),),
        ),
        *SERIAL,
        Verb(
            "noise",
            "put stray bytes in front of each answer; 'heal' ends it",
            lambda it, stray: it.noise(before=stray),
            (hexadecimal("BYTES", "00FF55"),),
        ),
        Verb(
            "damage", "send the next answers with a wrong check sum", Emulator.damage, (whole("ANSWERS", 0, 1000, "1"),)
        ),
        Verb("shorten", "lose the last byte of the next answers", Emulator.shorten, (whole("ANSWERS", 0, 1000, "1"),)),
        Verb(
            "sick",
            "answer every command with this SW3: 60 self-test failed, 66 not authorised, 41 reading failed",
            _sicken,
            (hexadecimal("SW3", "66", length=1),),
        ),
        Verb("heal", "end every trouble but a pulled cable", _heal),
    ),
    facts=_facts,
    on_tcp=Emulator.on_tcp,
    on_pty=Emulator.on_pty,
    panel=(
        Choice(
            "card", lambda today: tuple(option_of(name, card, today) for name, card in CARDS.items()), icon="person"
        ),
        CABLE_SWITCH,
        Switch(
            Title("应答", "Answers"),
            "answers",
            well=Title("正常", "yes"),
            spoil=Push(Title("不出声", "Silence"), "silence on"),
            ill=Title("没有", "silent"),
            mend=Push(Title("恢复", "Restore"), "silence off"),
        ),
        health(Title("模块", "Module"), "sick 60"),
    ),
)
