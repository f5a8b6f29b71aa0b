# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames as the Modbus papers and makers of relay boards print them."""

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from drivers.modbus import (
    Reply,
    ReplyFinder,
    Request,
    crc,
    read_coils,
    read_inputs,
    write_coil,
    write_coils,
)

FIRST_COIL_ON = bytes.fromhex("01 05 00 00 FF 00 8C 3A")

PRINTED = [
    (write_coil(1, 0, on=True), "01 05 00 00 FF 00 8C 3A"),
    (write_coil(1, 0, on=False), "01 05 00 00 00 00 CD CA"),
    (read_coils(1, 0, 8), "01 01 00 00 00 08 3D CC"),
    (read_inputs(1, 0, 8), "01 02 00 00 00 08 79 CC"),
    (write_coils(1, 0, [True] * 8), "01 0F 00 00 00 08 01 FF BE D5"),
    (write_coils(1, 0, [False] * 8), "01 0F 00 00 00 08 01 00 FE 95"),
]


@pytest.mark.parametrize(("request_", "printed"), PRINTED)
def test_frames_as_printed(request_: Request, printed: str) -> None:
    """No relay board would obey."""
    assert request_.frame == bytes.fromhex(printed)


@pytest.mark.parametrize(
    ("request_", "content"),
    [
        (read_coils(1, 0x13, 19), "01 00 13 00 13"),
        (read_inputs(1, 0xC4, 22), "02 00 C4 00 16"),
        (write_coil(1, 0xAC, on=True), "05 00 AC FF 00"),
        (write_coils(1, 0x13, [bool(0x1CD >> place & 1) for place in range(10)]), "0F 00 13 00 0A 02 CD 01"),
    ],
)
def test_the_examples_of_the_specification(request_: Request, content: str) -> None:
    """Boards with more than eight channels would switch the wrong ones."""
    assert request_.frame[1:-2] == bytes.fromhex(content)


def _reply(text: str) -> bytes:
    content = bytes.fromhex(text)
    return content + crc(content)


def test_states_come_lowest_bit_first() -> None:
    """The lamp of one place would be taken for another's: the specification's coils 20 to 38 are CD 6B 05."""
    reply = ReplyFinder(read_coils(1, 0x13, 19)).feed(_reply("01 01 03 CD 6B 05"))
    assert reply is not None
    assert [number for number, on in enumerate(reply.states, 20) if on] == [
        20, 22, 23, 26, 27, 28, 29, 31, 33, 34, 36, 38,
    ]  # fmt: skip


def test_a_contact_as_a_maker_prints_it() -> None:
    """A person in front of the terminal would not be seen."""
    assert ReplyFinder(read_inputs(1, 0, 8)).feed(bytes.fromhex("01 02 01 00 A1 88")) == Reply((False,) * 8)


def test_an_echo_acknowledges() -> None:
    """A lamp that is lit would count as failed."""
    assert ReplyFinder(write_coil(1, 0, on=True)).feed(FIRST_COIL_ON) == Reply()
    assert ReplyFinder(write_coils(1, 0, [True] * 8)).feed(bytes.fromhex("01 0F 00 00 00 08 54 0D")) == Reply()


def test_the_echo_of_another_command_does_not() -> None:
    """A late answer would hide that this command was lost."""
    assert ReplyFinder(write_coil(1, 1, on=True)).feed(FIRST_COIL_ON) is None
    assert ReplyFinder(write_coil(1, 0, on=False)).feed(FIRST_COIL_ON) is None
    assert ReplyFinder(write_coil(2, 0, on=True)).feed(FIRST_COIL_ON) is None


def test_a_question_that_comes_back_is_no_answer() -> None:
    """A converter that echoes what is sent would count as a board."""
    question = read_coils(1, 0, 8)
    assert ReplyFinder(question).feed(question.frame) is None


def test_a_refusal_tells_why() -> None:
    """The technician would look for a cable where the settings name a channel that is not there."""
    reply = ReplyFinder(write_coil(1, 99, on=True)).feed(_reply("01 85 02"))
    assert reply is not None
    assert reply.exception == 2
    assert "no such coil" in reply.meaning
    assert Reply(exception=0x77).meaning == "refuses with code 119"


@pytest.mark.parametrize("place", range(8))
def test_a_damaged_bit_makes_it_no_answer(place: int) -> None:
    """A lamp would count as lit because a cable is worn."""
    frame = bytearray(FIRST_COIL_ON)
    frame[place] ^= 0x10
    assert ReplyFinder(write_coil(1, 0, on=True)).feed(bytes(frame)) is None


@given(before=st.binary(max_size=40), after=st.binary(max_size=10), cuts=st.lists(st.integers(0, 60), max_size=5))
@settings(max_examples=150)
def test_found_in_noise_and_in_pieces(before: bytes, after: bytes, cuts: list[int]) -> None:
    """A worn cable would take all lamps away."""
    wire = before + _reply("01 02 01 05") + after
    finder = ReplyFinder(read_inputs(1, 0, 4))
    places = sorted({0, len(wire), *(cut for cut in cuts if cut < len(wire))})
    replies = [finder.feed(wire[start:end]) for start, end in pairwise(places)]
    assert Reply((True, False, True, False)) in replies


@given(st.lists(st.binary(max_size=300), max_size=10))
@settings(max_examples=150)
@example([b"\x01\x02" * 100])
def test_noise_is_neither_an_answer_nor_kept(pieces: list[bytes]) -> None:
    """A babbling line would fill the memory, or be obeyed."""
    finder = ReplyFinder(read_inputs(1, 0, 8))
    for piece in pieces:
        assert finder.feed(piece) is None
        assert len(finder._heard) < 8
