# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands on a card: 256 bytes of UTF-16LE in one of four layouts, padded with spaces.

The kind of card stands at byte 248 of every layout: a space for the resident identity card (居民身份证), `J` for the
residence permit of Hong Kong, Macau and Taiwan residents (港澳台居民居住证), `I` and `Y` for the foreign permanent
resident's card (外国人永久居留身份证) of 2017 and of 2023. Characters are of the basic plane; old cards carry rare ones
as private-use code points, which are kept as they are.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from drivers.id_reader.fingerprint import Fingerprint

TEXT_LENGTH = 256
LONG_TERM = "长期"
"""Stands where the last day of validity would."""

_KIND = ((248, 2),)


class CardKind(StrEnum):
    """The four layouts."""

    RESIDENT = " "
    PERMIT = "J"
    FOREIGN_2017 = "I"
    FOREIGN_2023 = "Y"


class Sex(StrEnum):
    """GB/T 2261.1."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"
    UNSTATED = "9"


class MalformedCard(Exception):  # noqa: N818
    """The text is no card's. Says which field, never what stands in it."""


@dataclass(frozen=True, slots=True)
class Validity:
    """First and last day on which a card is valid."""

    starts: datetime.date
    ends: datetime.date | None
    """None: without end (长期)."""

    def covers(self, day: datetime.date) -> bool:
        """Whether the card is valid on `day`, first and last day included."""
        return self.starts <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True, repr=False)
class IdCard:
    """One card as read. A field that its layout lacks is empty. Its repr shows nothing of the person."""

    kind: CardKind
    name: str
    """The Chinese name; on a foreigner's card without one, the English name."""
    sex: Sex
    birth: datetime.date
    number: str
    """The citizen's number (公民身份号码) or the card's, as printed. Its check digit is not checked here."""
    validity: Validity
    nation: str = ""
    """Two digits, GB/T 3304 (民族)."""
    address: str = ""
    issuer: str = ""
    """The issuing office (签发机关); on the card of 2017 its code."""
    english_name: str = ""
    nationality: str = ""
    """Three letters, GB/T 2659."""
    pass_number: str = ""
    """Number of the travel permit (通行证号码), on the residence permit only."""
    issue_count: str = ""
    """Two digits: how often the residence permit was issued (签发次数) or the card of 2023 replaced (换证次数)."""
    former_number: str = ""
    """Three characters that tie the card of 2023 to its holder's former number (证件号码关联项)."""
    photo: bytes = b""
    """1024 bytes of WLT, undecoded."""
    newest_address: str | None = None
    """The address that was written to the card after its making (最新住址). Empty: the card has none; None: not known,
    since the module cannot ask for it or the card was lifted too soon."""
    fingerprints: tuple[Fingerprint, ...] | None = None
    """Empty: the card has none; None: not asked for, or not known to the module."""

    @property
    def current_address(self) -> str:
        """Where the holder lives now as far as the card tells: the newest address, else the printed one."""
        return self.newest_address or self.address

    def __repr__(self) -> str:
        return f"IdCard({self.kind.name})"


# Byte offset and length of each piece. Vendors' restatements of GA 467 agree on them; those of the card of 2023 rest on
# two sources.
_Place = tuple[tuple[int, int], ...]
_COMMON: dict[str, _Place] = {
    "name": ((0, 30),),
    "sex": ((30, 2),),
    "birth": ((36, 16),),
    "number": ((122, 36),),
    "starts": ((188, 16),),
    "ends": ((204, 16),),
}
_LAYOUTS: dict[CardKind, dict[str, _Place]] = {
    CardKind.RESIDENT: _COMMON | {"nation": ((32, 4),), "address": ((52, 70),), "issuer": ((158, 30),)},
    CardKind.PERMIT: _COMMON
    | {"address": ((52, 70),), "issuer": ((158, 30),), "pass_number": ((220, 18),), "issue_count": ((238, 4),)},
    CardKind.FOREIGN_2017: {
        "english_name": ((0, 120),),
        "sex": ((120, 2),),
        "number": ((122, 30),),
        "nationality": ((152, 6),),
        "name": ((158, 30),),
        "starts": ((188, 16),),
        "ends": ((204, 16),),
        "birth": ((220, 16),),
        "issuer": ((240, 8),),
    },
    CardKind.FOREIGN_2023: _COMMON
    | {
        "english_name": ((52, 70), (220, 22)),
        "nationality": ((242, 6),),
        "issue_count": ((32, 4),),
        "former_number": ((250, 6),),
    },
}


def parse_card(text: bytes, photo: bytes = b"") -> IdCard:
    """Return the card that `text` describes; raises `MalformedCard`."""
    if len(text) != TEXT_LENGTH:
        raise MalformedCard("the text has not 256 bytes")
    try:
        kind = CardKind(_field(text, _KIND, "kind") or " ")
    except ValueError:
        raise MalformedCard("unknown kind of card") from None
    found = {name: _field(text, place, name) for name, place in _LAYOUTS[kind].items()}
    name = found["name"] or found.get("english_name", "")
    if not name or not found["number"]:
        raise MalformedCard("a card without name or number")
    return IdCard(
        kind=kind,
        name=name,
        sex=_sex(found["sex"]),
        birth=_day(found["birth"], "birth"),
        number=found["number"],
        validity=Validity(_day(found["starts"], "starts"), _last_day(found["ends"])),
        nation=found.get("nation", ""),
        address=found.get("address", ""),
        issuer=found.get("issuer", ""),
        english_name=found.get("english_name", ""),
        nationality=found.get("nationality", ""),
        pass_number=found.get("pass_number", ""),
        issue_count=found.get("issue_count", ""),
        former_number=found.get("former_number", ""),
        photo=photo,
    )


def parse_address(data: bytes) -> str:
    """Return the newest address from its 70 bytes; raises `MalformedCard`."""
    return _field(data, ((0, len(data)),), "newest address")


def _field(text: bytes, place: _Place, name: str) -> str:
    try:
        value = b"".join(text[offset : offset + length] for offset, length in place).decode("utf-16-le")
    except UnicodeDecodeError:
        raise MalformedCard(f"{name} is no UTF-16") from None
    value = value.strip(" \0")
    if any(ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0 for character in value):
        raise MalformedCard(f"control characters in {name}")
    return value


def _sex(value: str) -> Sex:
    try:
        return Sex(value or "0")
    except ValueError:
        raise MalformedCard("unknown code for sex") from None


def _last_day(value: str) -> datetime.date | None:
    return None if value == LONG_TERM else _day(value, "ends")


def _day(value: str, name: str) -> datetime.date:
    if len(value) != 8 or not (value.isascii() and value.isdigit()):
        raise MalformedCard(f"{name} is no date")
    try:
        return datetime.date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except ValueError:
        raise MalformedCard(f"{name} is no day of the calendar") from None
