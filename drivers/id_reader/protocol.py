# SPDX-License-Identifier: GPL-3.0-or-later
"""SDT, the protocol of the second-generation ID-card reader (二代身份证阅读器): bytes to meaning, and nothing else.

GA/T 467-2019 (居民身份证验证安全控制模块接口技术规范) ch. 7 calls the module SAM_A, older texts SAM_V. Its frames:

* to the module: `AA AA AA 96 69`, length (2 bytes, big-endian), command, parameter, data, CHK;
* from the module: the same preamble and length, SW1, SW2, SW3, data, CHK.

The length counts what follows it, CHK included. CHK is the XOR of everything after the preamble, so that the XOR of
length, content and CHK together is zero. SW1 and SW2 are the card's own, passed through; only SW3 is
the module's verdict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import accumulate, pairwise

_PREAMBLE = bytes.fromhex("AAAAAA9669")
# Only `96 69` starts a frame; the three AA before it are there for the line to settle and may be lost. Cheap cables
# put a stray byte even between the two.
_START = re.compile(rb"\x96.??\x69", re.DOTALL)
_SHORTEST = 4
_LONGEST = 4096
"""Bytes counted by a length field. The longest reply known, text with photo and two fingerprints, has 0x090A."""


class Command(Enum):
    """A command and its parameter."""

    RESET = (0x10, 0xFF)
    STATUS = (0x11, 0xFF)
    SAM_ID = (0x12, 0xFF)
    FIND = (0x20, 0x01)
    SELECT = (0x20, 0x02)
    READ = (0x30, 0x01)
    """Text and photo."""
    READ_WITH_FINGERPRINTS = (0x30, 0x10)
    """Text, photo and the templates of two fingers at most; not every module knows it."""
    NEWEST_ADDRESS = (0x30, 0x03)
    """The address that was added to the card after its making; not every module knows it, and few cards have one."""
    SPEED_115200 = (0x60, 0x00)
    SPEED_57600 = (0x60, 0x01)
    SPEED_38400 = (0x60, 0x02)
    SPEED_19200 = (0x60, 0x03)
    SPEED_9600 = (0x60, 0x04)

    @property
    def frame(self) -> bytes:
        """The bytes that go to the module."""
        content = bytes((0x00, 0x03, *self.value))
        return _PREAMBLE + content + bytes((_checksum(content),))


SPEEDS = {
    115200: Command.SPEED_115200,
    57600: Command.SPEED_57600,
    38400: Command.SPEED_38400,
    19200: Command.SPEED_19200,
    9600: Command.SPEED_9600,
}
"""Which command sets the module to so many bits a second. It is answered at the old speed."""
BAUD_RATES = tuple(SPEEDS)
"""Bits a second that the module can be set to; it is delivered with the first."""

_PARTS = {Command.READ: 2, Command.READ_WITH_FINGERPRINTS: 3}
"""How many parts the data of a card's reading has; so many lengths stand in front of them."""
_LENGTHS = {Command.SAM_ID: 16, Command.NEWEST_ADDRESS: 70}
"""Bytes of data that the answer to a command has."""

OK = 0x90
FOUND = 0x9F
NOT_FOUND = 0x80
NO_SUCH_ITEM = 0x91

MEANINGS: dict[int, str] = {
    0x10: "checksum error in the command",
    0x11: "length error in the command",
    0x21: "bad command or parameter",
    0x23: "no permission",
    0x24: "unrecognised error",
    0x31: "the card did not authenticate the module",
    0x32: "the module did not authenticate the card",
    0x33: "verification of the information failed",
    0x37: "verification of the fingerprint failed",
    0x3F: "length error in the information",
    0x40: "unrecognised kind of card",
    0x41: "reading the card failed",
    0x47: "getting a random number failed",
    0x60: "the module failed its self-test",
    0x66: "the module is not authorised",
    0x80: "no card found",
    0x81: "selecting the card failed",
    0x90: "done",
    0x91: "the card has no such item",
    0x9F: "card found",
}
"""SW3, the module's verdict."""

BROKEN = frozenset({0x60, 0x66})
"""Verdicts after which the module takes no commands: a technician must come."""

UNKNOWN_COMMAND = frozenset({0x21, 0x23, 0x24})
"""Verdicts with which modules answer a command that they do not know or may not obey."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A frame from the module. Its repr shows no data, for a card's text may be in it."""

    card_status: int
    """SW1 and SW2: for the log, never to be judged on."""
    verdict: int
    """SW3."""
    data: bytes = field(repr=False, default=b"")

    @property
    def meaning(self) -> str:
        """The verdict in words."""
        return MEANINGS.get(self.verdict, f"unknown verdict {self.verdict:02X}")


def answers(command: Command, reply: Reply) -> bool:
    """Whether `reply` can be the answer to `command`, or must be a late one to an earlier command.

    Replies do not name their command, so that one that comes after its time limit would be taken for the next one's.
    """
    if command is Command.FIND:
        return reply.verdict != OK
    if reply.verdict == FOUND:
        return False
    if reply.verdict == OK:
        if command in _PARTS:
            return len(reply.data) >= 2 * _PARTS[command]
        if command in _LENGTHS:
            return len(reply.data) == _LENGTHS[command]
    return command is Command.SELECT or reply.verdict != NOT_FOUND


class FrameScanner:
    """Finds replies in a stream that may be cut anywhere, hold noise, or lack bytes."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self.seen = 0
        """Bytes fed so far."""

    def feed(self, data: bytes) -> Iterator[Reply]:
        """Take bytes as they arrive and yield the replies that they complete."""
        self._buffer += data
        self.seen += len(data)
        return self._replies()

    def give_up(self) -> Iterator[Reply]:
        """Drop the frame that has begun and never ends; yield the replies behind its false start."""
        del self._buffer[:1]
        return self._replies()

    @property
    def begun(self) -> bool:
        """Whether a frame may have begun and is not whole yet."""
        return bool(self._buffer)

    def _replies(self) -> Iterator[Reply]:
        while start := _START.search(self._buffer):
            del self._buffer[: start.start()]
            head = start.end() - start.start()
            if len(self._buffer) < head + 2:
                return
            length = int.from_bytes(self._buffer[head : head + 2], "big")
            frame = bytes(self._buffer[head : head + 2 + length])
            if _SHORTEST <= length <= _LONGEST and len(frame) < 2 + length:
                return
            if _SHORTEST <= length <= _LONGEST and _checksum(frame) == 0:
                del self._buffer[: head + len(frame)]
                yield Reply(int.from_bytes(frame[2:4], "big"), frame[4], frame[5:-1])
            else:
                del self._buffer[:1]
        self._keep_a_beginning()

    def _keep_a_beginning(self) -> None:
        """Of bytes that hold no start, keep only an end that could still become one."""
        tail = self._buffer[-2:]
        if 0x96 in tail:
            tail = tail[tail.index(0x96) :]
        elif not tail.endswith(b"\xaa"):
            tail = bytearray()
        self._buffer = tail


def card_content(command: Command, data: bytes) -> tuple[bytes, ...] | None:
    """Return the parts of a card's reading, or None when the length fields do not fit.

    They are text and photo, and behind `READ_WITH_FINGERPRINTS` the fingerprints, which may be empty.
    """
    head = 2 * _PARTS[command]
    lengths = [int.from_bytes(data[at : at + 2], "big") for at in range(0, head, 2)]
    if len(data) != head + sum(lengths):
        return None
    ends = list(accumulate(lengths, initial=head))
    return tuple(data[start:end] for start, end in pairwise(ends))


def sam_id(data: bytes) -> str:
    """Return the 16 bytes of the module's number as it is printed: two shorts and three words, little-endian."""
    shorts = (int.from_bytes(data[at : at + 2], "little") for at in (0, 2))
    words = (int.from_bytes(data[at : at + 4], "little") for at in (4, 8, 12))
    return "{:02d}.{:02d}-{:08d}-{:010d}-{:010d}".format(*shorts, *words)


def _checksum(data: bytes) -> int:
    """Return the XOR of all bytes, by folding: noise can make a scanner ask for it thousands of times."""
    value = int.from_bytes(data, "big")
    bits = 8 << max(0, len(data) - 1).bit_length()
    while bits > 8:
        bits >>= 1
        value = (value >> bits) ^ (value & ((1 << bits) - 1))
    return value
