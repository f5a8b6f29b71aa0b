# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands on a social security card for everybody to read: the records of EF05 and EF06 (LD/T 32, 社会保障卡规范).

A record is tag, length, value. Texts are ASCII or GBK, filled up with 00; numbers and days are BCD, filled up with F.
A rare character of a name is kept as the card has it, also where that is a private-use code point.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from drivers.id_reader.card import Sex

T = TypeVar("T")


class MalformedRecord(Exception):  # noqa: N818
    """A record is none of this card's. Says which, never what stands in it."""


@dataclass(frozen=True, slots=True)
class Record:
    """A place on the card."""

    tag: int
    length: int
    number: int
    """Its number within its file, where a card knows records by number only."""


EF05 = 5
EF06 = 6

FILES: Mapping[int, Mapping[str, Record]] = {
    EF05: {
        "card_id": Record(0x01, 16, 1),
        "card_class": Record(0x02, 1, 2),
        "version": Record(0x03, 4, 3),
        "organisation": Record(0x04, 12, 4),
        "issued": Record(0x05, 4, 5),
        "valid_to": Record(0x06, 4, 6),
        "card_number": Record(0x07, 9, 7),
    },
    EF06: {
        "number": Record(0x08, 18, 1),
        "name": Record(0x09, 30, 2),
        "sex": Record(0x0A, 1, 3),
        "nation": Record(0x0B, 1, 4),
        "birthplace": Record(0x0C, 3, 5),
        "birth": Record(0x0D, 4, 6),
    },
}
"""The records of the two files, by field of `SocialCard`."""

NAME_EXTENSION = Record(0x4E, 254, 7)
"""In EF06: what of a name does not fit into its 30 bytes."""

NEEDED = frozenset({"number", "name"})
"""Without these a card is of no use; any other record may be missing."""


@dataclass(frozen=True, slots=True, repr=False)
class SocialCard:
    """One card as read. A field that the card lacks is empty or None. Its repr shows nothing of the person."""

    number: str
    """The social security number (社会保障号码), mostly the citizen's number. Its check digit is not checked here."""
    name: str
    sex: Sex = Sex.UNKNOWN
    birth: datetime.date | None = None
    nation: str = ""
    """Two digits, GB/T 3304 (民族)."""
    birthplace: str = ""
    """Six digits, GB/T 2260 (出生地)."""
    card_number: str = ""
    """As printed (卡号)."""
    card_id: str = ""
    """Hexadecimal (卡识别码); its first six digits are the issuing division's."""
    card_class: str = ""
    """One character (卡的类别)."""
    version: str = ""
    """Of the specification, such as 3.00 (规范版本)."""
    organisation: str = ""
    """Hexadecimal (初始化机构编号)."""
    issued: datetime.date | None = None
    valid_to: datetime.date | None = None
    """Last day of validity; None where the card does not tell, never for ever."""

    def __repr__(self) -> str:
        return "SocialCard()"


def record_value(answer: bytes, record: Record) -> bytes | None:
    """Return the value in an answer `tag length value`; None when it is another record's.

    Raises `MalformedRecord` when it is cut off.
    """
    if answer[:1] != bytes((record.tag,)):
        return None
    if len(answer) < 2:
        raise MalformedRecord(f"record {record.tag:02X} is cut off")
    value = answer[2 : 2 + answer[1]]
    if len(value) != answer[1]:
        raise MalformedRecord(f"record {record.tag:02X} is cut off")
    return value


def parse_card(values: Mapping[str, bytes]) -> SocialCard:
    """Return the card of these values, by field; `name` holds its extension too.

    Raises `MalformedRecord` for number and name. Provinces fill the other records as they like: one that makes no sense
    is not known, and the card serves all the same.
    """

    def value(name: str) -> bytes:
        return values.get(name, b"")

    def known(parse: Callable[[bytes, str], T], name: str, otherwise: T) -> T:
        try:
            return parse(value(name), name)
        except MalformedRecord:
            return otherwise

    number, name = _ascii(value("number"), "number"), _text(value("name"), "name")
    if not number or not name:
        raise MalformedRecord("a card without name or number")
    return SocialCard(
        number=number,
        name=name,
        sex=known(_sex, "sex", Sex.UNKNOWN),
        birth=known(_day, "birth", None),
        nation=known(_digits, "nation", ""),
        birthplace=known(_digits, "birthplace", ""),
        card_number=known(_ascii, "card_number", ""),
        card_id=_hexadecimal(value("card_id")),
        card_class=known(_ascii, "card_class", ""),
        version=known(_ascii, "version", ""),
        organisation=_hexadecimal(value("organisation")),
        issued=known(_day, "issued", None),
        valid_to=known(_day, "valid_to", None),
    )


def name_is_full(value: bytes) -> bool:
    """Whether a name fills its record, so that it may go on in the extension."""
    return len(value) == FILES[EF06]["name"].length and value[-1] not in {0x00, 0x20, 0xFF}


def _text(value: bytes, name: str) -> str:
    try:
        # GB 18030 holds GBK, and the characters that came after it.
        text = _unfilled(value).decode("gb18030")
    except UnicodeDecodeError:
        raise MalformedRecord(f"{name} is no GBK") from None
    return _without_controls(text.strip(" \0\u3000"), name)


def _ascii(value: bytes, name: str) -> str:
    try:
        text = _unfilled(value).decode("ascii").strip(" \0")
    except UnicodeDecodeError:
        raise MalformedRecord(f"{name} is no ASCII") from None
    return _without_controls(text, name)


def _without_controls(text: str, name: str) -> str:
    if any(ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0 for character in text):
        raise MalformedRecord(f"control characters in {name}")
    return text


def _digits(value: bytes, name: str) -> str:
    digits = value.hex().rstrip("f")
    if digits and not digits.isdecimal():
        raise MalformedRecord(f"{name} is no BCD")
    return digits


def _hexadecimal(value: bytes) -> str:
    return value.hex().upper() if value.strip(b"\x00\xff") else ""


def _unfilled(value: bytes) -> bytes:
    """Without what fills it up: F after BCD, 00 after text; no text of a card ends with either."""
    return value.rstrip(b"\x00").rstrip(b"\xff").rstrip(b"\x00")


def _sex(value: bytes, name: str) -> Sex:
    try:
        return Sex(_ascii(value, name) or "0")
    except ValueError:
        raise MalformedRecord("unknown code for sex") from None


def _day(value: bytes, name: str) -> datetime.date | None:
    digits = _digits(value, name)
    if not digits.strip("0"):
        return None
    if len(digits) != 8:
        raise MalformedRecord(f"{name} is no date")
    try:
        return datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise MalformedRecord(f"{name} is no day of the calendar") from None
