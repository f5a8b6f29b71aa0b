# SPDX-License-Identifier: GPL-3.0-or-later
"""The terminal's own number of a transaction (流水号): 20 digits that no other terminal gives out.

    4452 0137  604 912  0001 8  3     terminal (8)  epoch (6)  sequence (5)  check digit (1)

It is made without asking anybody. The epoch is drawn at random for every new store, so that a copied disk image or a
salvaged database never repeats a number. Digits only: it is read out over the telephone and typed on a digit pad.
The check digit is ISO/IEC 7064 MOD 11,10, which finds every wrong digit and nearly all swapped neighbours.
"""

import re
import unicodedata

TERMINAL_DIGITS = 8
EPOCH_DIGITS = 6
SEQUENCE_DIGITS = 5
LENGTH = TERMINAL_DIGITS + EPOCH_DIGITS + SEQUENCE_DIGITS + 1
LAST_SEQUENCE = 10**SEQUENCE_DIGITS - 1
EPOCHS = 10**EPOCH_DIGITS

_STEPS = tuple(bytes(((product + digit) % 10 or 10) * 2 % 11 for digit in range(10)) for product in range(11))
"""ISO/IEC 7064 MOD 11,10: the product that follows, by the product before and the digit."""

_SEPARATORS = re.compile(r"[\s\-‐‑‒–—−]+")
_TERMINAL = re.compile(r"([0-9]{4})-?([0-9]{4})")


def check_digit(digits: str) -> str:
    """ISO/IEC 7064 MOD 11,10 over decimal digits."""
    return str((11 - _product(digits, 10)) % 10)


def _product(digits: str, product: int) -> int:
    for digit in digits.encode("ascii"):
        product = _STEPS[product][digit & 0x0F]
    return product


def terminal_digits(terminal: str) -> str:
    """The eight digits of a terminal's id such as 4452-0137. Raises ValueError for another form."""
    match = _TERMINAL.fullmatch(terminal)
    if match is None:
        raise ValueError("a terminal id is eight digits, written as 4452-0137")
    return match[1] + match[2]


class Series:
    """The numbers of one epoch of a terminal. Raises ValueError for a malformed terminal id or epoch."""

    def __init__(self, terminal: str, epoch: int) -> None:
        if not 0 <= epoch < EPOCHS:
            raise ValueError("an epoch has six digits")
        self._beginning = f"{terminal_digits(terminal)}{epoch:0{EPOCH_DIGITS}}"
        self._product = _product(self._beginning, 10)

    def number(self, sequence: int) -> str:
        """The number of the `sequence`-th transaction. Raises ValueError when it is out of range."""
        if not 1 <= sequence <= LAST_SEQUENCE:
            raise ValueError("a sequence runs from 1 to 99999")
        end = f"{sequence:0{SEQUENCE_DIGITS}}"
        return f"{self._beginning}{end}{(11 - _product(end, self._product)) % 10}"


def format_number(number: str) -> str:
    """The number in groups of four, as it stands on paper and screen."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def parse_number(text: str) -> str:
    """The bare 20 digits of what a person typed or a scanner read: spaces, hyphens and fullwidth digits are taken.

    Raises ValueError when it is no number of a terminal, or its check digit is wrong; the message repeats nothing
    of the text.
    """
    digits = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"a number has {LENGTH} digits")
    if check_digit(digits[:-1]) != digits[-1]:
        raise ValueError("the check digit does not fit")
    return digits
