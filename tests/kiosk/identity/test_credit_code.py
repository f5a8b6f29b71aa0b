# SPDX-License-Identifier: GPL-3.0-or-later
"""Unified social credit codes, on codes of public bodies that item catalogues print."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.identity.credit_code import check_character, parse_credit_code
from kiosk.identity.errors import CharacterError, CheckError, LengthError, NumberError

BODIES = ["11440000006939756B", "11440100007483172Q", "11440000006941354C", "11440000553612461J", "13440000455857174Y"]

alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
codes = st.text(alphabet, min_size=17, max_size=17).map(lambda first: first + check_character(first))


@pytest.mark.parametrize("code", BODIES)
def test_codes_of_public_bodies(code: str) -> None:
    """Lost: the check character is some other arithmetic than the one that real codes follow."""
    assert parse_credit_code(code) == code
    assert parse_credit_code(f" {code.lower()[:8]} {code.lower()[8:]}") == code


@given(codes, st.integers(0, 17), st.sampled_from(alphabet))
def test_one_wrong_character(code: str, place: int, instead: str) -> None:
    """Lost: a mistyped code files a firm's case under another firm."""
    wrong = code[:place] + instead + code[place + 1 :]
    assert parse_credit_code(code) == code
    if wrong != code:
        with pytest.raises(CheckError):
            parse_credit_code(wrong)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("", LengthError),
        ("11440000006939756", LengthError),
        ("1144000000693975OB", CharacterError),
        ("TE4401135000001190", CheckError),
        ("13440000515356094L", CheckError),
        ("ſ1440000006939756B", CharacterError),
        ("ß1440000006939756", CharacterError),
    ],
)
def test_which_mistake(code: str, error: type[NumberError]) -> None:
    """Lost: the screen cannot say what is wrong with the code."""
    with pytest.raises(error):
        parse_credit_code(code)


@given(st.text())
def test_anything_typed(text: str) -> None:
    """Lost: something odd on the keyboard stops the visit."""
    try:
        code = parse_credit_code(text)
    except NumberError:
        return
    assert len(code) == 18
