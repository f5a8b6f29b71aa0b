# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a code arrives cut, glued to the next, or fills the memory."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.scanner import CodeDamaged, CodeTooLong, CodeUnreadable
from drivers.scanner.framing import MAX_FRAME, Framer, Suffix


def framed(data: bytes, suffix: Suffix = Suffix.ANY) -> bytes:
    framer = Framer(suffix)
    framer.feed(data)
    return framer.end()


@pytest.mark.parametrize(
    ("suffix", "burst", "code"),
    [
        (Suffix.ANY, b"code", b"code"),
        (Suffix.ANY, b"code\r", b"code"),
        (Suffix.ANY, b"code\n", b"code"),
        (Suffix.ANY, b"code\r\n", b"code"),
        (Suffix.ANY, b"code\t", b"code\t"),
        (Suffix.ANY, b"two\r\nlines\r\n", b"two\r\nlines"),
        (Suffix.NONE, b"code\r", b"code\r"),
        (Suffix.CR, b"code\r", b"code"),
        (Suffix.CR, b"code\r\r", b"code\r"),
        (Suffix.LF, b"code\r\n", b"code\r"),
        (Suffix.CRLF, b"code\r\n", b"code"),
        (Suffix.TAB, b"a\tb\t", b"a\tb"),
        (Suffix.CR, b"\x00\x1d\xff\r", b"\x00\x1d\xff"),
    ],
)
def test_the_suffix_is_taken_off_once(suffix: Suffix, burst: bytes, code: bytes) -> None:
    """A line break within a code would end it, or a binary code would lose a byte."""
    assert framed(burst, suffix) == code


def test_a_suffix_that_never_came() -> None:
    """The first half of a code on a bad wire would be taken for all of it."""
    framer = Framer(Suffix.CR)
    framer.feed(b"half a co")
    assert not framer.ended
    with pytest.raises(CodeDamaged, match="suffix"):
        framer.end()
    framer.feed(b"whole\r")
    assert framer.ended
    assert framer.end() == b"whole"


def test_a_burst_that_is_too_long_is_told_once_and_forgotten() -> None:
    """A scanner gone mad would fill the memory, or one long burst would be told as many."""
    framer = Framer(Suffix.CR)
    for _ in range(100):
        framer.feed(b"x" * 4096)
    assert framer.too_long
    assert framer.ended
    with pytest.raises(CodeTooLong):
        framer.end()
    assert not framer.pending
    framer.feed(b"next\r")
    assert framer.end() == b"next"


@given(
    stream=st.binary(max_size=300) | st.binary(min_size=MAX_FRAME - 5, max_size=MAX_FRAME + 5),
    cuts=st.lists(st.integers(0, MAX_FRAME), max_size=8),
    suffix=st.sampled_from(Suffix),
)
@settings(max_examples=200)
def test_any_stream_cut_anywhere(stream: bytes, cuts: list[int], suffix: Suffix) -> None:
    """What a code reads as would depend on how the wire happens to cut it."""

    def outcome(*pieces: bytes) -> bytes | str:
        framer = Framer(suffix)
        for piece in pieces:
            framer.feed(piece)
        assert framer.pending == bool(stream)
        try:
            return framer.end()
        except CodeUnreadable as error:
            return type(error).__name__

    places = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    assert outcome(*(stream[start:end] for start, end in pairwise(places))) == outcome(stream)
