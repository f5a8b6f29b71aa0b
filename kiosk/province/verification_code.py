# SPDX-License-Identifier: GPL-3.0-or-later
"""The verification code (验证码) on a sealed document: 20 digits by which its original is found.

    9  234567890123456789  4      mark (1)  random (18)  check digit (1)

Whoever knows it may see the document, so it is drawn at random and long enough that nobody guesses one. It begins with
9, as no terminal's number does. The check digit is that of terminals' numbers, ISO/IEC 7064 MOD 11,10.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from offline_cache.number import check_digit

PATTERN = r"^9[0-9]{19}$"
LENGTH = 20
_RANDOM_DIGITS = 18
_LONGEST = 200
"""Characters of what a scanner may bring; a longer text is no code of ours."""
_TYPED = re.compile(r"9[0-9]{19}")


def new_code(below: Callable[[int], int]) -> str:
    """Return a fresh code; `below` draws a number below its argument at random, such as `secrets.randbelow`."""
    digits = f"9{below(10**_RANDOM_DIGITS):0{_RANDOM_DIGITS}d}"
    return digits + check_digit(digits)


def payload(address: str, code: str) -> str:
    """Return what a document's QR code holds: an address with the code as its fragment, which no server logs."""
    return f"{address}#{code}"


def read_code(text: str) -> str | None:
    """Return the code that was typed or scanned, by itself or after the `#` of an address; None when it is none."""
    if len(text) > _LONGEST:
        return None
    own = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text.rpartition("#")[2]))
    if _TYPED.fullmatch(own) is None or check_digit(own[:-1]) != own[-1]:
        return None
    return own


def in_fours(code: str) -> str:
    """Return a code as it stands on paper."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))
