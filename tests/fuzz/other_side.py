# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices that say what an input tells them to, whatever they are asked."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from drivers.line import Line


def answers(data: bytes) -> Iterator[bytes]:
    """Cut an input into answers: a length of two bytes, then so many bytes or what is left of them."""
    while data:
        length = int.from_bytes(data[:2], "big") % 4096
        yield data[2 : 2 + length]
        data = data[2 + length :]


def script(*said: bytes) -> bytes:
    """Return the input that `answers` cuts into these."""
    return b"".join(len(answer).to_bytes(2, "big") + answer for answer in said)


class Clock:
    """Time that passes only while somebody waits."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.seconds


class ScriptedLine(Line):
    """A line behind which each writing is answered by the next answer, in pieces of 50 bytes."""

    def __init__(self, said: Iterator[bytes], clock: Clock) -> None:
        self._said = said
        self._clock = clock
        self._waiting = b""

    def read(self, seconds: float) -> bytes:
        """See `Line.read`."""
        piece, self._waiting = self._waiting[:50], self._waiting[50:]
        if not piece:
            self._clock.seconds += max(seconds, 0.001)
        return piece

    def write(self, data: bytes) -> None:
        """See `Line.write`."""
        self._waiting += next(self._said, b"")

    def close(self) -> None:
        """See `Line.close`."""


def scripted_card(data: bytes) -> Callable[[bytes], bytes]:
    """Return how commands are sent to a card that gives these answers, and then says that it knows no more."""
    said = answers(data)
    return lambda _: next(said, b"\x6f\x00")


@contextmanager
def as_file(data: bytes) -> Iterator[str]:
    """The path of a file that holds these bytes."""
    file = os.memfd_create("input")
    try:
        os.write(file, data)
        yield f"/proc/self/fd/{file}"
    finally:
        os.close(file)


@contextmanager
def as_node(data: bytes) -> Iterator[str]:
    """The path of a pipe out of which these bytes come, and then its end."""
    reading, writing = os.pipe2(os.O_NONBLOCK)
    try:
        os.write(writing, data)
        os.close(writing)
        yield f"/proc/self/fd/{reading}"
    finally:
        os.close(reading)


_EVENT = struct.Struct("@llHHi")


def packed(*events: tuple[int, int, int]) -> bytes:
    """Return events of type, code and value as a program reads them from a node, a hundredth of a second apart."""
    return b"".join(_EVENT.pack(at // 100, at % 100 * 10_000, *event) for at, event in enumerate(events))
