# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline_cache.number import Series, check_digit, format_number, parse_number, terminal_digits

NUMBER = "44520137604912000183"
numbers = st.builds(
    lambda terminal, epoch, sequence: Series(terminal, epoch).number(sequence),
    st.integers(0, 10**8 - 1).map(lambda n: f"{n:08}"),
    st.integers(0, 999_999),
    st.integers(1, 99_999),
)


def test_check_digit_follows_iso_7064() -> None:
    """A platform that checks by the standard would refuse our numbers: 0794 → 5 is the standard's own example."""
    assert check_digit("0794") == "5"


def test_a_number_has_the_parts_on_paper() -> None:
    """The number on paper would not lead the clerk to terminal and epoch."""
    assert Series("4452-0137", 604912).number(18) == NUMBER
    assert format_number(NUMBER) == "4452 0137 6049 1200 0183"


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER,
        "4452 0137 6049 1200 0183",
        "4452-0137-6049-1200-0183",
        " ４４５２ ０１３７　６０４９ １２００ ０１８３ ",
        "4452‑0137–6049—1200 0183",
    ],
)
def test_a_person_may_type_it_in_any_usual_way(typed: str) -> None:
    """A citizen who copies the spaces or uses a Chinese keyboard's digits could not find the case."""
    assert parse_number(typed) == NUMBER


@pytest.mark.parametrize("typed", ["", "4452", NUMBER + "0", NUMBER[:-1] + "X", NUMBER[:-1] + "4", "²" * 20])
def test_what_is_no_number_is_refused(typed: str) -> None:
    """A mistyped number would be looked up and answered as 'no such case'."""
    with pytest.raises(ValueError):  # noqa: PT011 - the message is not the point
        parse_number(typed)


@pytest.mark.parametrize("terminal", ["4452", "44520137X", "4452-013A", "445-20137", "４４５２-0137"])
def test_a_terminal_id_has_one_form(terminal: str) -> None:
    """Two terminals could share the same eight digits."""
    with pytest.raises(ValueError, match="terminal id"):
        terminal_digits(terminal)


@pytest.mark.parametrize(("epoch", "sequence"), [(1_000_000, 1), (-1, 1), (0, 0), (0, 100_000)])
def test_parts_out_of_range_are_refused(epoch: int, sequence: int) -> None:
    """A number would grow a digit and run into its neighbour."""
    with pytest.raises(ValueError, match=r"digits|runs from"):
        Series("4452-0137", epoch).number(sequence)


@given(numbers)
def test_formatting_and_parsing_agree(number: str) -> None:
    """Some numbers could be printed and never be found again."""
    assert parse_number(format_number(number)) == number


@given(numbers, st.integers(0, 19), st.integers(1, 9))
def test_every_single_wrong_digit_is_found(number: str, place: int, shift: int) -> None:
    """One mistyped digit would lead to another citizen's case."""
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    with pytest.raises(ValueError, match="check digit"):
        parse_number(wrong)
