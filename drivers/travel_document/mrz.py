# SPDX-License-Identifier: GPL-3.0-or-later
"""Machine-readable zones (机读区): parsed, checked, and turned into the key of the chip below (ICAO 9303 parts 3 to 6).

Three international sizes: TD1 (cards, 3 × 30), TD2 (2 × 36), TD3 (passports, 2 × 44). The cards that China issues for
travel between its own parts have 30 letters a line as well, and an order of their own, after GA/T 704:

* `CR`, `CT`: permits of residents of Hong Kong and Macao (港澳居民来往内地通行证) and of Taiwan
  (台湾居民来往大陆通行证) to come to the mainland, 3 × 30. Their layout rests on one open source;
* `CS`, `CD`: permits of mainland residents to go to Hong Kong and Macao (往来港澳通行证) and to Taiwan
  (大陆居民往来台湾通行证), 1 × 30 as printed, 3 × 30 in the chip. So does theirs.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
_FILLER = "<"


class MalformedMrz(Exception):  # noqa: N818
    """No machine-readable zone, or one with a wrong check digit. Says which field, never what stands in it."""


class Layout(StrEnum):
    """How the fields lie."""

    TD1 = "td1"
    TD2 = "td2"
    TD3 = "td3"
    PERMIT_TO_MAINLAND = "permit_to_mainland"
    PERMIT_FROM_MAINLAND = "permit_from_mainland"


@dataclass(frozen=True, slots=True, repr=False)
class AccessKey:
    """What stands on a document and opens its chip. Its repr shows nothing of it."""

    number: str
    """The document's number, without what fills it up."""
    birth: str
    """YYMMDD."""
    expiry: str
    """YYMMDD."""

    def __post_init__(self) -> None:
        if not self.number or set(self.number) - set(_ALPHABET):
            raise MalformedMrz("the number of the document has other characters than A to Z and 0 to 9")
        for name, value in (("birth", self.birth), ("expiry", self.expiry)):
            if len(value) != 6 or set(value) - set("0123456789<"):
                raise MalformedMrz(f"{name} is no day as YYMMDD")

    def __repr__(self) -> str:
        return "AccessKey()"

    @property
    def information(self) -> str:
        """Number, birth and expiry, each with its check digit (MRZ_information, ICAO 9303-11, 4.3.3)."""
        number = self.number.ljust(9, _FILLER)
        return "".join(part + check_digit(part) for part in (number, self.birth, self.expiry))


@dataclass(frozen=True, slots=True, repr=False)
class Mrz:
    """What a machine-readable zone says. A field that its layout lacks is empty. Its repr shows nothing of it."""

    layout: Layout
    code: str
    """Kind of document: P, I, CR and so on, as printed."""
    issuer: str
    """Three letters; CHN where the layout has none."""
    number: str
    nationality: str
    birth: str
    """YYMMDD; unknown parts are `<`."""
    sex: str
    """M, F, or empty where it is not told."""
    expiry: str
    """YYMMDD."""
    surname: str = ""
    given_names: str = ""
    optional: str = ""
    """What the issuer adds, without fillers, such as the number of the identity card of Hong Kong."""

    def __repr__(self) -> str:
        return f"Mrz({self.layout})"

    @property
    def key(self) -> AccessKey:
        """What opens the document's chip."""
        return AccessKey(self.number.replace(" ", _FILLER), self.birth, self.expiry)


def check_digit(text: str) -> str:
    """Return the check digit of a text: weights 7, 3, 1, modulo 10 (ICAO 9303-3, 4.9)."""
    total = 0
    for at, character in enumerate(text):
        if character not in _ALPHABET:
            raise MalformedMrz("a character that no machine-readable zone has")
        value = 0 if character == _FILLER else _ALPHABET.index(character)
        total += value * (7, 3, 1)[at % 3]
    return str(total % 10)


def parse_mrz(text: str) -> Mrz:
    """Return what a zone says; line breaks and blanks in it do not matter. Raises `MalformedMrz`."""
    letters = "".join(text.split()).upper()
    if set(letters) - set(_ALPHABET):
        raise MalformedMrz("a character that no machine-readable zone has")
    reader = _reader(len(letters), letters[:2])
    if reader is None:
        raise MalformedMrz("no machine-readable zone has so many characters")
    zone = reader(letters)
    _ = zone.key  # letters have check digits too: what is no number or no day is refused here, and not on its use
    return zone


def full_date(day: str, latest: datetime.date) -> datetime.date | None:
    """Return the last day of that YYMMDD up to `latest`; None when parts of it are unknown.

    For a day of birth `latest` is today, for one of expiry the last day that a document can be valid to.
    Raises `MalformedMrz` when the calendar has no such day.
    """
    if _FILLER in day:
        return None
    for century in (latest.year // 100, latest.year // 100 - 1):
        try:
            found = datetime.date(100 * century + int(day[:2]), int(day[2:4]), int(day[4:]))
        except ValueError:
            continue
        if found <= latest:
            return found
    raise MalformedMrz("no day of the calendar")


def _reader(length: int, code: str) -> Callable[[str], Mrz] | None:
    if length in {30, 90} and code in {"CS", "CD"}:
        return _permit_from_mainland
    if length == 90 and code in {"CR", "CT"}:
        return _permit_to_mainland
    return {90: _td1, 72: _td2, 88: _td3}.get(length)


def _td1(zone: str) -> Mrz:
    first, second, third = zone[:30], zone[30:60], zone[60:]
    number, optional = _number(first[5:14], first[14], first[15:30])
    _check("birth", second[0:6], second[6])
    _check("expiry", second[8:14], second[14])
    _check("the whole", first[5:] + second[0:7] + second[8:15] + second[18:29], second[29])
    return Mrz(
        layout=Layout.TD1,
        code=_bare(first[0:2]),
        issuer=_bare(first[2:5]),
        number=number,
        nationality=_bare(second[15:18]),
        birth=second[0:6],
        sex=_sex(second[7]),
        expiry=second[8:14],
        optional=" ".join(filter(None, (optional, _bare(second[18:29])))),
        **_names(third),
    )


def _td2(zone: str) -> Mrz:
    first, second = zone[:36], zone[36:]
    number, optional = _number(second[0:9], second[9], second[28:35])
    _check("birth", second[13:19], second[19])
    _check("expiry", second[21:27], second[27])
    _check("the whole", second[0:10] + second[13:20] + second[21:35], second[35])
    return Mrz(
        layout=Layout.TD2,
        code=_bare(first[0:2]),
        issuer=_bare(first[2:5]),
        number=number,
        nationality=_bare(second[10:13]),
        birth=second[13:19],
        sex=_sex(second[20]),
        expiry=second[21:27],
        optional=optional,
        **_names(first[5:]),
    )


def _td3(zone: str) -> Mrz:
    first, second = zone[:44], zone[44:]
    _check("number", second[0:9], second[9])
    _check("birth", second[13:19], second[19])
    _check("expiry", second[21:27], second[27])
    if second[42] != _FILLER or second[28:42].strip(_FILLER):
        _check("personal number", second[28:42], second[42])
    _check("the whole", second[0:10] + second[13:20] + second[21:43], second[43])
    return Mrz(
        layout=Layout.TD3,
        code=_bare(first[0:2]),
        issuer=_bare(first[2:5]),
        number=_bare(second[0:9]),
        nationality=_bare(second[10:13]),
        birth=second[13:19],
        sex=_sex(second[20]),
        expiry=second[21:27],
        optional=_bare(second[28:42]),
        **_names(first[5:]),
    )


def _permit_to_mainland(zone: str) -> Mrz:
    first, second, third = zone[:30], zone[30:60], zone[60:]
    _check("number", first[2:11], first[11])
    _check("renewals", first[12:14], first[14])
    _check("expiry", first[15:21], first[21])
    _check("birth", first[23:29], first[29])
    _check("the whole", first[2:22] + first[23:30] + second[19:29], second[29])
    is_of_taiwan = first[1] == "T"
    return Mrz(
        layout=Layout.PERMIT_TO_MAINLAND,
        code=first[0:2],
        issuer="CHN",
        number=_bare(first[2:11]),
        nationality="CHN",
        birth=first[23:29],
        sex=_sex(first[22]),
        expiry=first[15:21],
        optional=_bare(second[19:29] if is_of_taiwan else second[19:28]),
        **_names(third[:26] if is_of_taiwan else third),
    )


def _permit_from_mainland(zone: str) -> Mrz:
    first, rest = zone[:30], zone[30:]
    _check("number", first[2:11], first[11])
    _check("expiry", first[13:19], first[19])
    _check("birth", first[21:27], first[27])
    _check("the whole", first[2:12] + first[13:20] + first[21:28], first[29])
    return Mrz(
        layout=Layout.PERMIT_FROM_MAINLAND,
        code=first[0:2],
        issuer="CHN",
        number=_bare(first[2:11]),
        nationality="CHN",
        birth=first[21:27],
        sex=_sex(rest[30]) if rest else "",
        expiry=first[13:19],
        **(_names(rest[12:30]) if rest else {}),
    )


def _number(number: str, check: str, optional: str) -> tuple[str, str]:
    """Return the number and what is left of the optional data: a number of more than nine goes on there."""
    if check != _FILLER:
        _check("number", number, check)
        return _bare(number), _bare(optional)
    more, _, rest = optional.partition(_FILLER)
    if len(more) < 2:
        raise MalformedMrz("the number of the document has no check digit")
    _check("number", number + more[:-1], more[-1])
    return number + more[:-1], _bare(rest)


def _check(field: str, text: str, digit: str) -> None:
    if check_digit(text) != digit:
        raise MalformedMrz(f"the check digit of {field} is wrong")


def _names(text: str) -> dict[str, str]:
    surname, _, given = text.rstrip(_FILLER).partition(2 * _FILLER)
    return {"surname": _bare(surname), "given_names": _bare(given)}


def _bare(text: str) -> str:
    return text.replace(_FILLER, " ").strip()


def _sex(character: str) -> str:
    """M and F; the Chinese cards have 1 and 0 in places."""
    return {"M": "M", "F": "F", "1": "M", "0": "F"}.get(character, "")
