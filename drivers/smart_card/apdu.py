# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands to a card and its answers (ISO/IEC 7816-3 ch. 12, 7816-4 ch. 5), as pure functions. Short lengths only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

OK = 0x9000

_MOST_ROUNDS = 300
"""Pieces of one answer; a card that always has more would keep the reader for ever."""
_MOST_BYTES = 65536


class MalformedAnswer(Exception):  # noqa: N818
    """What came is no answer of a card. Never quotes it."""


@dataclass(frozen=True, slots=True, repr=False)
class Command:
    """One command. Its repr shows no data."""

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = b""
    le: int | None = None
    """How many bytes are expected at most, 1 to 256; None: none."""

    def __repr__(self) -> str:
        return f"Command({self.cla:02X} {self.ins:02X} {self.p1:02X} {self.p2:02X})"

    def encoded(self, *, t0: bool = False) -> bytes:
        """Return the bytes to send. Under T=0 a command with data cannot say what it expects: that is asked after."""
        head = bytes((self.cla, self.ins, self.p1, self.p2))
        body = bytes((len(self.data),)) + self.data if self.data else b""
        le = b"" if self.le is None or (t0 and self.data) else bytes((self.le % 256,))
        return head + body + le


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What a card answered. Its repr shows no data."""

    data: bytes
    sw: int
    """SW1 SW2 as one number, such as 0x9000."""

    def __repr__(self) -> str:
        return f"Answer({len(self.data)} bytes, {self.sw:04X})"

    @property
    def ok(self) -> bool:
        """Whether the card did what it was told."""
        return self.sw == OK


Transmit = Callable[[bytes], bytes]
"""Sends the bytes of a command to the card and returns those of its answer."""


def exchange(transmit: Transmit, command: Command, *, t0: bool = False) -> Answer:
    """Send a command; fetch what the card holds ready (61xx) and ask again with the length it wants (6Cxx).

    The verdict is that of the last answer. Raises `MalformedAnswer`, and what `transmit` raises.
    """
    answer = _ask(transmit, command, t0=t0)
    data = answer.data
    for _ in range(_MOST_ROUNDS):
        if answer.sw >> 8 != 0x61:
            return Answer(data, answer.sw)
        answer = _ask(transmit, Command(0x00, 0xC0, 0x00, 0x00, le=answer.sw & 0xFF or 256), t0=t0)
        data += answer.data
        if len(data) > _MOST_BYTES:
            break
    raise MalformedAnswer("the answer does not end")


def _ask(transmit: Transmit, command: Command, *, t0: bool) -> Answer:
    answer = _answer(transmit(command.encoded(t0=t0)))
    if answer.sw >> 8 == 0x6C and not (t0 and command.data):
        again = Command(command.cla, command.ins, command.p1, command.p2, command.data, answer.sw & 0xFF or 256)
        answer = _answer(transmit(again.encoded(t0=t0)))
    return answer


def _answer(received: bytes) -> Answer:
    if len(received) < 2:
        raise MalformedAnswer("an answer without a verdict")
    return Answer(received[:-2], int.from_bytes(received[-2:], "big"))
