# SPDX-License-Identifier: GPL-3.0-or-later
"""Telephone numbers as citizens type them. Every number here is invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.identity.errors import CharacterError, LengthError, NumberError
from kiosk.identity.phone import PrefixError, parse_phone


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13800138000", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("+8613800138000", "13800138000"),
        ("0086 138 0013 8000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("１９９００１３８０００", "19900138000"),
        ("0663-8212345", "06638212345"),
        ("(020) 8123 4567", "02081234567"),
        ("07551234567", None),
        ("075581234567", "075581234567"),
        ("61234567", "61234567"),
        ("2812 3456", "28123456"),
        ("+852 9123 4567", "+85291234567"),
        ("0085362345678", "+85362345678"),
        ("+853 2812 3456", "+85328123456"),
    ],
)
def test_numbers_people_have(typed: str, number: str | None) -> None:
    """Lost: a citizen's own number is refused, or a landline that does not exist is taken."""
    if number is None:
        with pytest.raises(NumberError):
            parse_phone(typed)
    else:
        assert parse_phone(typed) == number
        assert parse_phone(number) == number


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", LengthError),
        ("1380013800", LengthError),
        ("138001380001", LengthError),
        ("8212345", LengthError),
        ("02081234", LengthError),
        ("+85291234", LengthError),
        ("12345678901", PrefixError),
        ("02612345678", PrefixError),
        ("00112345678", PrefixError),
        ("06631212345", PrefixError),
        ("+85321234567", PrefixError),
        ("23800138000", PrefixError),
        ("138O0138000", CharacterError),
        ("138+0138000", CharacterError),
        ("١٣٨٠٠١٣٨٠٠٠", CharacterError),
    ],
)
def test_which_mistake(typed: str, error: type[NumberError]) -> None:
    """Lost: the case is filed with a number at which nobody can be reached, or the screen cannot say what is wrong."""
    with pytest.raises(error):
        parse_phone(typed)


@given(st.one_of(st.text(), st.text("0123456789+- ")))
def test_anything_typed(text: str) -> None:
    """Lost: something odd on the keyboard stops the visit."""
    try:
        number = parse_phone(text)
    except NumberError:
        return
    assert number.removeprefix("+").isascii()
    assert number.removeprefix("+").isdigit()
