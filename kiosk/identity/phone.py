# SPDX-License-Identifier: GPL-3.0-or-later
"""Telephone numbers at which a citizen of the mainland, Hong Kong or Macau can be called back.

A number that passes has the length and the beginning of numbers that exist; whether somebody answers is another matter.
Sources: 电信网编号计划 (MIIT, 2017) for the mainland; the numbering plans of OFCA and CTT for Hong Kong and Macau.
"""

from __future__ import annotations

import re

from kiosk.identity.errors import CharacterError, LengthError, NumberError

_AS_TYPED = str.maketrans("０１２３４５６７８９＋", "0123456789+", " -()（）－—\u3000\t\r\n")
_MAINLAND = re.compile(r"(\+|00)86|86(?=1\d{10}$)")
_OUTSIDE = re.compile(r"(?:\+|00)(85[23])")
_TWO_DIGIT_AREA = re.compile(r"0(10|2\d)")


class PrefixError(NumberError):
    """No number that begins in this way can be called back."""

    def __init__(self) -> None:
        super().__init__("no such numbers begin in this way")


def parse_phone(text: str) -> str:
    """Return the number in a text, digits only: mobile, landline with area code, or ``+852``/``+853`` and eight digits.

    Eight digits alone are a number in Hong Kong or Macau and stay as they are. Raises CharacterError, LengthError or
    PrefixError; none repeats the number.
    """
    number = text.translate(_AS_TYPED)
    for position, character in enumerate(number, start=1):
        if character not in "0123456789" and (character != "+" or position > 1):
            raise CharacterError(position)
    outside = _OUTSIDE.match(number)
    if outside:
        local = number[outside.end() :]
        _check(local, (8,), r"[2-9]" if outside[1] == "852" else r"6|28")
        return f"+{outside[1]}{local}"
    number = _MAINLAND.sub("", number, count=1)
    if number.startswith("1"):
        _check(number, (11,), r"1[3-9]")
    elif number.startswith("0"):
        two_digits = _TWO_DIGIT_AREA.match(number) is not None
        _check(number, (11,) if two_digits else (11, 12), r"0(10|2[0-57-9]|[3-9]\d\d)[2-8]")
    else:
        _check(number, (8, 11), r"[2-9]\d{7}$")
    return number


def _check(number: str, lengths: tuple[int, ...], beginning: str) -> None:
    if len(number) not in lengths:
        raise LengthError(lengths, len(number))
    if not re.match(beginning, number):
        raise PrefixError
