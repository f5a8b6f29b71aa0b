# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in the chip of a travel document (ICAO 9303-10), as pure functions of its files."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from drivers.travel_document.mrz import MalformedMrz, Mrz, parse_mrz
from drivers.travel_document.tlv import MalformedData, elements, find, need

_GROUPS = {
    0x61: 1,
    0x75: 2,
    0x63: 3,
    0x76: 4,
    0x65: 5,
    0x66: 6,
    0x67: 7,
    0x68: 8,
    0x69: 9,
    0x6A: 10,
    0x6B: 11,
    0x6C: 12,
    0x6D: 13,
    0x6E: 14,
    0x6F: 15,
    0x70: 16,
}
"""Tags of the data groups."""

_MAGIC = {b"\xff\xd8\xff": "jpeg", b"\x00\x00\x00\x0cjP": "jpeg2000", b"\xff\x4f\xff\x51": "jpeg2000"}


class Integrity(StrEnum):
    """What was compared with the document's security object. Who issued that is not known: see `docs/drivers.md`."""

    CONSISTENT = "consistent"
    """Each group that was read has the hash that stands in the security object. A copied chip has that too."""
    UNVERIFIED = "unverified"
    """There is no security object, or none whose hashes can be computed here."""


@dataclass(frozen=True, slots=True, repr=False)
class Details:
    """Data group 11: what does not fit into the machine-readable zone. Fields that are not there are empty."""

    full_name: str = ""
    """In the holder's own script."""
    other_names: str = ""
    personal_number: str = ""
    birth: datetime.date | None = None
    place_of_birth: str = ""
    address: str = ""

    def __repr__(self) -> str:
        return "Details()"


@dataclass(frozen=True, slots=True, repr=False)
class Portrait:
    """Data group 2: the picture as it lies in the chip, undecoded. To be compared and forgotten, never stored."""

    kind: str
    """`jpeg`, `jpeg2000` or `unknown`."""
    data: bytes

    def __repr__(self) -> str:
        return f"Portrait({self.kind}, {len(self.data)} bytes)"


@dataclass(frozen=True, slots=True, repr=False)
class TravelDocument:
    """One document as read. Its repr shows nothing of the person."""

    mrz: Mrz
    groups: frozenset[int]
    """Data groups that the chip says it has, by number."""
    integrity: Integrity
    details: Details = Details()
    portrait: Portrait | None = None
    """None unless it was asked for and is there."""

    def __repr__(self) -> str:
        return f"TravelDocument({self.mrz.layout}, {self.integrity})"


def parse_contents(com: bytes) -> frozenset[int]:
    """Return the data groups that EF.COM lists; raises `MalformedData`."""
    return frozenset(_GROUPS[tag] for tag in need(com, 0x60, 0x5C) if tag in _GROUPS)


def parse_group_1(group: bytes) -> Mrz:
    """Return the machine-readable zone; raises `MalformedData`."""
    try:
        return parse_mrz(need(group, 0x61, 0x5F1F).decode("ascii"))
    except (UnicodeDecodeError, MalformedMrz):
        raise MalformedData("data group 1 holds no machine-readable zone") from None


def parse_group_2(group: bytes) -> Portrait:
    """Return the first picture in ISO/IEC 19794-5 within CBEFF; raises `MalformedData`."""
    template = need(group, 0x75, 0x7F61, 0x7F60)
    record = find(template, 0x5F2E)
    if record is None:
        record = need(template, 0x7F2E)
    # Head of the record 14 bytes, of the face 20, 8 for each feature point, of the image 12.
    if record[:4] != b"FAC\0" or len(record) < 46:
        raise MalformedData("data group 2 holds no face")
    image = record[46 + 8 * int.from_bytes(record[18:20], "big") :]
    if not image:
        raise MalformedData("data group 2 holds no picture")
    return Portrait(next((kind for magic, kind in _MAGIC.items() if image.startswith(magic)), "unknown"), image)


def parse_group_11(group: bytes) -> Details:
    """Return what it tells; raises `MalformedData`."""
    there = dict(elements(need(group, 0x6B)))
    return Details(
        full_name=_text(there.get(0x5F0E, b"")),
        other_names="; ".join(_text(name) for tag, name in elements(there.get(0xA0, b"")) if tag == 0x5F0F),
        personal_number=_text(there.get(0x5F10, b"")),
        birth=_day(there.get(0x5F2B, b"")),
        place_of_birth=_text(there.get(0x5F11, b"")),
        address=_text(there.get(0x5F42, b"")),
    )


def _text(value: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):  # older Chinese chips hold GBK, where ICAO wants UTF-8
        try:
            text = value.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0 for character in text):
            raise MalformedData("control characters in data group 11")
        return " ".join(text.replace("<", " ").split())
    raise MalformedData("data group 11 holds no text")


def _day(value: bytes) -> datetime.date | None:
    digits = value.hex() if len(value) == 4 else value.decode("ascii", "replace")
    if not digits.strip("0"):
        return None
    try:
        return datetime.datetime.strptime(digits, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None  # some states leave parts of it open
