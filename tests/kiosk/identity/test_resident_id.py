# SPDX-License-Identifier: GPL-3.0-or-later
"""Citizens' numbers. Every person here is invented."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.identity.errors import CharacterError, CheckError, DateError, LengthError, NumberError
from kiosk.identity.resident_id import ResidentId, check_character, parse_resident_id

TODAY = date(2026, 11, 21)

births = st.dates(date(1900, 1, 1), TODAY)
numbers = st.builds(
    lambda division, birth, sequence: f"{division}{birth:%Y%m%d}{sequence:03}",
    st.sampled_from(["445202", "440106", "810000", "830000", "910156"]),
    births,
    st.integers(0, 999),
).map(lambda first: first + check_character(first))


def test_the_example_of_the_standard() -> None:
    """Lost: the check digit is some other arithmetic than the standard's; GB 11643-1999 gives this worked example."""
    assert check_character("11010519491231002") == "X"
    assert check_character("44052418800101001") == "4"


@given(numbers)
def test_good_numbers(number: str) -> None:
    """Lost: citizens with good numbers are turned away, or their age and sex are read wrongly."""
    resident_id = parse_resident_id(number, TODAY)
    assert resident_id == ResidentId(number)
    assert f"{resident_id.birth:%Y%m%d}" == number[6:14]
    assert resident_id.sex == ("male" if number[16] in "13579" else "female")


@pytest.mark.parametrize(
    "typed", ["11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", " 110105 19491231 002ｘ\n"]
)
def test_as_typed(typed: str) -> None:
    """Lost: a number with a small or full-width x is refused, which is how keyboards write it."""
    resident_id = parse_resident_id(typed, TODAY)
    assert resident_id.text == "11010519491231002X"
    assert resident_id.birth == date(1949, 12, 31)
    assert resident_id.sex == "female"


@given(numbers)
def test_masked(number: str) -> None:
    """Lost: a screen, a paper or a traceback shows a citizen's whole number."""
    resident_id = parse_resident_id(number, TODAY)
    assert resident_id.masked == number[:4] + "**********" + number[-4:]
    assert len(resident_id.masked) == 18
    assert number not in repr(resident_id)


@given(numbers, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_character(number: str, place: int, instead: str) -> None:
    """Lost: a number with a slip of one key is taken, and the case goes to somebody else."""
    wrong = number[:place] + instead + number[place + 1 :]
    if wrong != number:
        with pytest.raises(NumberError):
            parse_resident_id(wrong, TODAY)


@given(numbers, st.integers(0, 16))
def test_two_swapped(number: str, place: int) -> None:
    """Lost: a number with two keys in the wrong order is taken."""
    wrong = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if wrong != number:
        with pytest.raises(NumberError):
            parse_resident_id(wrong, TODAY)


@pytest.mark.parametrize(
    ("number", "error"),
    [
        ("", LengthError),
        ("1101054912310", LengthError),
        ("110105491231002", LengthError),  # the form of before 1999
        ("11010519491231002X1", LengthError),
        ("1101051949123100AX", CharacterError),
        ("X10105194912310021", CharacterError),
        ("١١٠١٠٥١٩٤٩١٢٣١٠٠٢٣", CharacterError),
        ("110105²9491231002X", CharacterError),
        ("11010519490231002X", DateError),
        ("110105194900010025", DateError),
        ("110105209912310027", DateError),
        ("110105161212310028", DateError),
        ("110105194912310021", CheckError),
    ],
)
def test_which_mistake(number: str, error: type[NumberError]) -> None:
    """Lost: the screen cannot say what is wrong with the number, only that something is."""
    with pytest.raises(error) as caught:
        parse_resident_id(number, TODAY)
    assert number[:8] not in str(caught.value) or not number


def test_where_the_mistake_is() -> None:
    """Lost: the screen cannot point at the character."""
    with pytest.raises(CharacterError) as character:
        parse_resident_id("110I0519491231002X", TODAY)
    assert character.value.position == 4
    with pytest.raises(LengthError) as length:
        parse_resident_id("11010519491231002", TODAY)
    assert (length.value.needed, length.value.given) == ((18,), 17)


@given(st.text())
def test_anything_typed(text: str) -> None:
    """Lost: something odd on the keyboard stops the visit."""
    try:
        resident_id = parse_resident_id(text, TODAY)
    except NumberError:
        return
    assert len(resident_id.text) == 18


def test_born_today() -> None:
    """Lost: a newborn child's number is refused."""
    first = "44520220261121002"
    assert parse_resident_id(first + check_character(first), TODAY).birth == TODAY
