# SPDX-License-Identifier: GPL-3.0-or-later
"""The citizen's number (公民身份号码), GB 11643-1999.

Six digits of administrative division, eight of birth date, three of sequence (odd: male), one check character by
ISO 7064 MOD 11-2. Residence permits of people from Hong Kong, Macau and Taiwan (81, 82, 83 …) and the permanent
residence card of 2023 (9 …) have the same form.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from kiosk.identity.errors import CharacterError, CheckError, DateError, LengthError

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_AS_TYPED = str.maketrans("０１２３４５６７８９Ｘｘx", "0123456789XXX")
_EARLIEST_YEAR = 1850


class ResidentId(msgspec.Struct, frozen=True):
    """A number known to be well formed; made by `parse_resident_id`."""

    text: str

    @property
    def birth(self) -> date:
        """The day on which its holder was born."""
        return date(int(self.text[6:10]), int(self.text[10:12]), int(self.text[12:14]))

    @property
    def sex(self) -> Literal["male", "female"]:
        """The holder's sex, as the number has it."""
        return "male" if int(self.text[16]) % 2 else "female"

    @property
    def masked(self) -> str:
        """The number as screens and papers show it: neither birth date nor most of the sequence."""
        return f"{self.text[:4]}{'*' * 10}{self.text[-4:]}"

    def __repr__(self) -> str:
        return f"ResidentId({self.masked})"


def parse_resident_id(text: str, today: date) -> ResidentId:
    """Return the number in a text; blanks, a small x and full-width characters are as good as the standard's.

    Raises LengthError, CharacterError, DateError or CheckError, in this order; none repeats the number.
    """
    number = "".join(text.split()).translate(_AS_TYPED)
    if len(number) != 18:
        raise LengthError((18,), len(number))
    for position, character in enumerate(number, start=1):
        if character not in ("0123456789X" if position == 18 else "0123456789"):
            raise CharacterError(position)
    resident_id = ResidentId(number)
    try:
        birth = resident_id.birth
    except ValueError:
        raise DateError from None
    if birth > today or birth.year < _EARLIEST_YEAR:
        raise DateError
    if check_character(number[:17]) != number[17]:
        raise CheckError
    return resident_id


def check_character(first_17: str) -> str:
    """Return the check character that belongs to the first 17 digits."""
    return _CHECK[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_17, strict=True)) % 11]
