# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a code that is typed arrives as other characters than it holds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.scanner.emulator import keys
from drivers.scanner.keyboard import LETTERS_AND_DIGITS, Keyboard, NoCharacter


def typed(events: list[keys.Event]) -> bytes:
    keyboard = Keyboard()
    return b"".join(keyboard.key(code, value) for kind, code, value in events if kind == keys.EV_KEY)


def test_a_line_as_the_kernels_own_numbers() -> None:
    """The table would be our own invention; these are KEY_ constants of linux/input-event-codes.h."""
    shift, a, one, minus, slash, enter = 42, 30, 2, 12, 53, 28
    events = [(shift, 1), (a, 1), (a, 0), (one, 1), (one, 0), (shift, 0), (minus, 1), (slash, 1), (enter, 1)]
    assert typed([(1, code, value) for code, value in events]) == b"A!-/\r"


@given(st.binary(max_size=60))
@settings(max_examples=200)
def test_all_bytes_arrive_as_they_were_typed(content: bytes) -> None:
    """Some characters would change on their way through the keyboard."""
    assert typed(keys.typed(content)) == content


def test_repeats_and_locks() -> None:
    """A key held down by a slow machine would double a digit."""
    assert typed([(1, 30, 1), (1, 30, 2), (1, 30, 2), (1, 30, 0)]) == b"a"
    assert typed([(1, 69, 1), (1, 69, 0), (1, 79, 1)]) == b"1"
    caps = [*keys.press(keys.CAPS_LOCK), *keys.typed(b"aB1!"), *keys.press(keys.CAPS_LOCK), *keys.typed(b"aB")]
    assert typed(caps) == b"Ab1!aB"


def test_both_shifts() -> None:
    """The letter after a shift that was released would stay large."""
    assert typed([(1, 42, 1), (1, 54, 1), (1, 42, 0), (1, 30, 1), (1, 54, 0), (1, 30, 1)]) == b"Aa"


def test_chinese_as_bytes_on_the_number_pad() -> None:
    """A scanner that types GB 18030 byte by byte would be of no use."""
    assert typed(keys.typed("张".encode("gb18030"))).decode("gb18030") == "张"


@pytest.mark.parametrize(
    "events",
    [
        [(1, 59, 1)],
        [(1, 125, 1)],
        [(1, 29, 1), (1, 2, 1)],
        [(1, 56, 1), (1, 30, 1)],
        list(keys.alt_number(0xD5C5)),
        list(keys.alt_number(256)),
    ],
)
def test_what_is_no_character(events: list[keys.Event]) -> None:
    """A number above 255 means one character to some machines and another to others: it is no guess of ours."""
    with pytest.raises(NoCharacter):
        typed(events)


def test_a_reset_forgets_the_modifiers() -> None:
    """A lost release of Shift would make all later codes large."""
    keyboard = Keyboard()
    keyboard.key(42, 1)
    keyboard.key(58, 1)
    keyboard.reset()
    assert keyboard.key(30, 1) == b"a"


def test_the_keys_of_a_node_that_types() -> None:
    """The other node of a scanner has some keys too, such as the volume's."""
    assert {keys.KEYS[character] for character in "azm019"} <= LETTERS_AND_DIGITS
    assert len(LETTERS_AND_DIGITS) == 36


@given(st.lists(st.tuples(st.integers(0, 0x300), st.integers(-1, 3)), max_size=50))
@settings(max_examples=200)
def test_any_keys(events: list[tuple[int, int]]) -> None:
    """A strange keyboard would end the I/O thread."""
    keyboard = Keyboard()
    for code, value in events:
        try:
            assert len(keyboard.key(code, value)) <= 1
        except NoCharacter:
            keyboard.reset()
