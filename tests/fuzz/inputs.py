# SPDX-License-Identifier: GPL-3.0-or-later
"""Inputs that come near to what is understood: good ones with a bit turned, a piece cut out, repeated or put in."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from hypothesis import strategies as st

from tests.fuzz.parser import Parser

_WORDS = (
    b"\xff",
    b"\0",
    b"\x80",
    b"\x7f\xff\xff\xff",
    b"\xff\xff",
    b"\x96\x69",
    b"\r\n",
    b"9" * 20,
    b'"',
    b"<",
    b"\xff\xda",
)
"""Pieces at whose like parsers have stumbled: ends of ranges, and the marks of this project's protocols."""

Change = tuple[str, int, int, bytes]


def inputs(parser: Parser) -> st.SearchStrategy[bytes]:
    """Return the inputs to try on a parser: one in five is any bytes, the others are seeds that were changed."""
    changes = st.lists(
        st.tuples(
            st.sampled_from(("flip", "cut", "repeat", "insert", "replace")),
            st.integers(0, 1 << 20),
            st.integers(0, 255),
            st.one_of(st.sampled_from(_WORDS), st.binary(max_size=8)),
        ),
        max_size=6,
    )
    changed = st.builds(changed_by, st.sampled_from(parser.seeds), changes)
    return st.one_of(st.binary(max_size=300), changed, changed, changed, changed)


def changed_by(data: bytes, changes: list[Change]) -> bytes:
    """Return an input after these changes, each at its place."""
    for kind, place, size, put in changes:
        at = place % (len(data) + 1)
        match kind:
            case "flip" if data:
                at %= len(data)
                data = data[:at] + bytes((data[at] ^ (1 << size % 8),)) + data[at + 1 :]
            case "cut":
                data = data[:at] + data[at + size :]
            case "repeat":
                data = data[:at] + data[at : at + size] * (1 + size % 4) + data[at:]
            case "insert":
                data = data[:at] + put + data[at:]
            case "replace":
                data = data[:at] + put + data[at + len(put) :]
    return data


def chance(random: Random) -> Change:
    """Return one change by chance."""
    kind = random.choice(("flip", "cut", "repeat", "insert", "replace"))
    return kind, random.randrange(1 << 20), random.randrange(256), random.choice((*_WORDS, random.randbytes(4)))


def hostile(parser: Parser, random: Random, size: int) -> Iterator[bytes]:
    """Yield a stream of at least so many bytes in pieces: noise, seeds that were cut off, one byte for ever."""
    left = size
    while left > 0:
        seed = random.choice(parser.seeds)
        piece = random.choice(
            (
                random.randbytes(random.randrange(1, 4096)),
                seed[: random.randrange(len(seed) + 1)] * random.randrange(1, 4),
                changed_by(seed, [chance(random)]),
                seed[:1] * 4096,
                random.choice(_WORDS) * 1000,
            )
        )
        left -= max(1, len(piece))
        yield piece
