# SPDX-License-Identifier: GPL-3.0-or-later
"""The unified social credit code (统一社会信用代码) of bodies and firms, GB 32100-2015.

18 characters of an alphabet without I, O, S, V and Z; the last is a check character by ISO 7064 MOD 31-3. Codes that
begin with TE are provisional and have no check character: they are not credit codes.
"""

from __future__ import annotations

from kiosk.identity.errors import CharacterError, CheckError, LengthError

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def parse_credit_code(text: str) -> str:
    """Return the code in a text, in capitals and without blanks.

    Raises LengthError, CharacterError or CheckError, in this order; none repeats the code.
    """
    code = "".join(text.split()).upper()
    if len(code) != 18:
        raise LengthError((18,), len(code))
    for position, character in enumerate(code, start=1):
        if character not in _ALPHABET:
            raise CharacterError(position)
    if check_character(code[:17]) != code[17]:
        raise CheckError
    return code


def check_character(first_17: str) -> str:
    """Return the check character that belongs to the first 17 characters."""
    total = sum(_ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(first_17))
    return _ALPHABET[-total % 31]
