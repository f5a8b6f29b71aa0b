# SPDX-License-Identifier: GPL-3.0-or-later
"""What the fuzzing knows of a parser."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

Feed = Callable[[bytes], object]


@dataclass(frozen=True)
class Parser:
    """One way from bytes of an unknown hand to a meaning, as the drivers go it."""

    name: str
    begin: Callable[[], Feed]
    """Makes a parser without a past, and returns how it is fed."""
    seeds: tuple[bytes, ...]
    """Inputs to begin from; each is understood without an error."""
    raises: tuple[type[Exception], ...] = ()
    """What it may raise; anything else is a mistake of ours."""
    is_stream: bool = False
    """Whether its input comes in pieces, cut anywhere, and never ends."""
    keeps: int = 64 * 1024
    """Bytes of memory that it may hold, whatever has come."""
    tables: int = 16 * 1024
    """Bytes of what it reckons once and then has for ever."""
    seconds: float = 0.5
    """Of processor time that one input may take; generous, for what is slow is slower than this by far."""
    examples: int = 60
    """Inputs that are tried in a short run."""

    def understand(self, data: bytes, cuts: Iterable[int] = ()) -> None:
        """Parse an input; raises whatever the parser raises."""
        feed = self.begin()
        for piece in cut(data, cuts) if self.is_stream else (data,):
            feed(piece)

    def survive(self, data: bytes, cuts: Iterable[int] = ()) -> None:
        """Parse an input and forgive what may be raised."""
        with contextlib.suppress(*self.raises):
            self.understand(data, cuts)


def whole(name: str, parse: Feed, seeds: Iterable[bytes], *raises: type[Exception], **limits: float) -> Parser:
    """Return the parser that is a function of whole inputs."""
    return Parser(name, lambda: parse, tuple(seeds), raises, **limits)  # type: ignore[arg-type]


def cut(data: bytes, cuts: Iterable[int]) -> Iterator[bytes]:
    """Yield the pieces of `data` between these places."""
    places = sorted({0, len(data), *(place % (len(data) + 1) for place in cuts)})
    for begin, end in pairwise(places):
        yield data[begin:end]
