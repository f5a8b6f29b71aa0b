# SPDX-License-Identifier: GPL-3.0-or-later
"""The way from a connected card to its content: select the environment, select a file, read its records (LD/T 32.5).

Cards of different makers know their records by tag, by number, or by number within a short file id; which of them is
found out once for each file. Every answer is judged by its own verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from drivers.card_reader import CardUnreadable
from drivers.smart_card.apdu import Answer, Command
from drivers.smart_card.contract import WrongCard
from drivers.social_card.card import (
    EF06,
    FILES,
    NAME_EXTENSION,
    NEEDED,
    MalformedRecord,
    Record,
    SocialCard,
    name_is_full,
    parse_card,
    record_value,
)

Ask = Callable[[Command], Answer]

ENVIRONMENT = b"sx1.sh." + "社会保障".encode("gbk")
"""Name of the social security environment (社会保障系统环境)."""

_UNKNOWN_HERE = frozenset({0x6999, 0x6A81, 0x6A82, 0x6A86, 0x6A87, 0x6D00, 0x6E00})
"""Verdicts by which a card of another kind refuses the environment."""

Manner = Callable[[int, Record], Command]


def _by_tag(_: int, record: Record) -> Command:
    return Command(0x00, 0xB2, record.tag, 0x00, le=record.length + 2)


def _by_number(_: int, record: Record) -> Command:
    return Command(0x00, 0xB2, record.number, 0x04, le=256)


def _by_short_id(file: int, record: Record) -> Command:
    return Command(0x00, 0xB2, record.number, file << 3 | 4, le=record.length + 2)


MANNERS: tuple[Manner, ...] = (_by_tag, _by_number, _by_short_id)
"""How a record can be asked for, the usual way first."""


def read_card(ask: Ask) -> SocialCard:
    """Return what the card shows to everybody. Raises `WrongCard`, `CardUnreadable`, and what `ask` raises."""
    selected = ask(Command(0x00, 0xA4, 0x04, 0x00, ENVIRONMENT))
    if selected.sw in _UNKNOWN_HERE:
        raise WrongCard("no social security card", code=selected.sw)
    if not selected.ok:
        raise CardUnreadable("the card refuses its environment", code=selected.sw)
    values: dict[str, bytes] = {}
    try:
        for file, records in FILES.items():
            values |= _read_file(ask, file, records.items())
        return parse_card(values)
    except MalformedRecord as malformed:
        raise CardUnreadable(str(malformed)) from None


def _read_file(ask: Ask, file: int, records: Iterable[tuple[str, Record]]) -> dict[str, bytes]:
    _select(ask, file)
    values: dict[str, bytes] = {}
    manners = MANNERS
    for name, record in records:
        value, manner = _read_record(ask, file, record, manners, needed=name in NEEDED)
        if manner is not None:
            values[name], manners = value, (manner,)
    if file == EF06 and name_is_full(values.get("name", b"")):
        value, _ = _read_record(ask, file, NAME_EXTENSION, manners, needed=False)
        values["name"] += value
    return values


def _select(ask: Ask, file: int) -> None:
    name = bytes((0xEF, file))
    answer = ask(Command(0x00, 0xA4, 0x02, 0x00, name))
    if not answer.ok:
        answer = ask(Command(0x00, 0xA4, 0x00, 0x00, name))
    if not answer.ok:
        raise CardUnreadable(f"the card refuses EF{file:02X}", code=answer.sw)


def _read_record(
    ask: Ask, file: int, record: Record, manners: tuple[Manner, ...], *, needed: bool
) -> tuple[bytes, Manner | None]:
    """Return a record's value and the manner that gave it; None when the card has none and it is not `needed`."""
    refused: int | None = None
    for manner in manners:
        answer = ask(manner(file, record))
        if not answer.ok:
            refused = refused or answer.sw
        elif (value := record_value(answer.data, record)) is not None:
            return value, manner
    if needed:
        raise CardUnreadable(f"the card refuses record {record.tag:02X}", code=refused)
    return b"", None
