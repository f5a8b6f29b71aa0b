# SPDX-License-Identifier: GPL-3.0-or-later
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.smart_card.apdu import Answer, Command, MalformedAnswer, exchange


def script(*turns: tuple[str, str]) -> Callable[[bytes], bytes]:
    """A card that expects these commands and gives these answers."""
    left = list(turns)

    def transmit(command: bytes) -> bytes:
        expected, answer = left.pop(0)
        assert command.hex() == expected.replace(" ", "").lower()
        return bytes.fromhex(answer)

    return transmit


def test_the_four_cases() -> None:
    """A card would take data for a length, and answer to something that nobody asked."""
    assert Command(0x00, 0xA4, 0x00, 0x00).encoded().hex() == "00a40000"
    assert Command(0x00, 0xB2, 0x08, 0x00, le=20).encoded().hex() == "00b2080014"
    assert Command(0x00, 0xB0, 0x00, 0x00, le=256).encoded().hex() == "00b0000000"
    assert Command(0x00, 0xA4, 0x02, 0x00, b"\xef\x05").encoded().hex() == "00a4020002ef05"
    both = Command(0x00, 0x82, 0x00, 0x00, b"\x01", le=40)
    assert both.encoded().hex() == "0082000001" + "0128"
    assert both.encoded(t0=True).hex() == "0082000001" + "01"


def test_more_is_fetched_until_the_last_verdict() -> None:
    """Half an answer would be taken for the whole, or the verdict of the first half for that of the command."""
    transmit = script(("00a4040001aa", "6105"), ("00c0000005", "0102036102"), ("00c0000002", "04059000"))
    answer = exchange(transmit, Command(0x00, 0xA4, 0x04, 0x00, b"\xaa"), t0=True)
    assert (answer.data.hex(), answer.sw) == ("0102030405", 0x9000)
    transmit = script(("00a4040001aa", "6105"), ("00c0000005", "6a88"))
    assert exchange(transmit, Command(0x00, 0xA4, 0x04, 0x00, b"\xaa"), t0=True).sw == 0x6A88


def test_asked_again_with_the_length_that_the_card_wants() -> None:
    """A record of another length than the usual would count as missing."""
    transmit = script(("00b2090020", "6c0b"), ("00b209000b", "0909" + "41" * 9 + "9000"))
    answer = exchange(transmit, Command(0x00, 0xB2, 0x09, 0x00, le=32), t0=True)
    assert answer.ok
    assert len(answer.data) == 11
    transmit = script(("00b2090020", "6c0b"), ("00b209000b", "6c0b"))
    assert exchange(transmit, Command(0x00, 0xB2, 0x09, 0x00, le=32)).sw == 0x6C0B


@pytest.mark.parametrize("answer", ["", "90"])
def test_an_answer_without_a_verdict(answer: str) -> None:
    """Nothing would pass for success."""
    with pytest.raises(MalformedAnswer):
        exchange(script(("00a40000", answer)), Command(0x00, 0xA4, 0x00, 0x00))


def test_a_card_that_always_has_more() -> None:
    """A broken card would keep the reader, and the terminal's memory, for ever."""
    with pytest.raises(MalformedAnswer):
        exchange(lambda _: bytes(256) + b"\x61\x00", Command(0x00, 0xA4, 0x00, 0x00))
    with pytest.raises(MalformedAnswer):
        exchange(lambda _: b"\x61\x00", Command(0x00, 0xA4, 0x00, 0x00))


@given(st.lists(st.binary(max_size=40), min_size=1))
def test_any_answers(answers: list[bytes]) -> None:
    """A worn card would end the reader's thread with a mistake of ours."""
    turns = iter(answers)
    try:
        answer = exchange(lambda _: next(turns, b"\x6f\x00"), Command(0x00, 0xB0, 0x00, 0x00, le=8))
    except MalformedAnswer:
        return
    assert 0 <= answer.sw <= 0xFFFF


def test_nothing_of_a_person_in_a_repr() -> None:
    """A record would stand in a log."""
    assert "41" not in repr(Answer(b"AAAA", 0x9000)) + repr(Command(0x00, 0xD6, 0, 0, b"AAAA"))
