# SPDX-License-Identifier: GPL-3.0-or-later
"""Modbus RTU as pure functions: what relay boards (继电器板) are asked, and what they answer.

Sources: "MODBUS Application Protocol Specification V1.1b3", ch. 6 and 7; "MODBUS over Serial Line V1.02", ch. 2.5.1 and
6.2.2 (CRC). A frame is unit, function, data, and a CRC whose low byte comes first. Nothing marks its start or end but a
pause, and serial converters do not keep pauses: so a reply is looked for by what it must be, since the request tells
its head and its length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BAUD_RATES = (9600, 4800, 19200, 38400, 57600, 115200)
"""Bits a second; relay boards are delivered with the first."""

UNITS = range(1, 248)
"""Addresses that a board can have."""

READ_COILS = 0x01
READ_INPUTS = 0x02
"""Discrete inputs: the contacts that a board watches."""
WRITE_COIL = 0x05
WRITE_COILS = 0x0F

UNKNOWN_FUNCTION = 0x01
UNKNOWN_ADDRESS = 0x02
DEVICE_FAILURE = 0x04
BUSY = 0x06
EXCEPTIONS = {
    UNKNOWN_FUNCTION: "does not know this function",
    UNKNOWN_ADDRESS: "has no such coil or input",
    0x03: "does not accept this value",
    DEVICE_FAILURE: "reports a failure of its own",
    0x05: "is still at it",
    BUSY: "is busy",
    0x0A: "is behind a gateway that has no path to it",
    0x0B: "is behind a gateway and does not answer",
}
"""Ch. 7 of the application protocol; each goes on from "the board"."""

_FAILED = 0x80
"""Added to the function in a reply that refuses."""
_REFUSAL_LENGTH = 5
_ON = b"\xff\x00"
_OFF = b"\x00\x00"


@dataclass(frozen=True, slots=True)
class Request:
    """One question to one board."""

    unit: int
    function: int
    body: bytes
    """What follows the function; its first two bytes are the address of the first coil or input."""
    count: int
    """How many coils or inputs it is about."""

    @property
    def frame(self) -> bytes:
        """The bytes on the wire."""
        content = bytes((self.unit, self.function)) + self.body
        return content + crc(content)

    @property
    def reads(self) -> bool:
        """Whether it asks for states instead of setting them."""
        return self.function in {READ_COILS, READ_INPUTS}

    @property
    def reply_head(self) -> bytes:
        """What the reply begins with: for a reading its number of bytes, for a writing the echo of its first four."""
        told = bytes(((self.count + 7) // 8,)) if self.reads else self.body[:4]
        return bytes((self.unit, self.function)) + told

    @property
    def reply_length(self) -> int:
        """Bytes of the whole reply."""
        return len(self.reply_head) + (self.reply_head[2] if self.reads else 0) + 2


@dataclass(frozen=True, slots=True)
class Reply:
    """A board's answer: the states that were asked for (none for a writing), or why it refuses."""

    states: tuple[bool, ...] = ()
    exception: int | None = None
    """Exception code, ch. 7; None when the board obeyed."""

    @property
    def meaning(self) -> str:
        """Why it refuses, in words that follow "the board"."""
        return EXCEPTIONS.get(self.exception or 0, f"refuses with code {self.exception}")


def read_coils(unit: int, first: int, count: int) -> Request:
    """Ask how coils (relays, lamps) are set."""
    return Request(unit, READ_COILS, _word(first) + _word(count), count)


def read_inputs(unit: int, first: int, count: int) -> Request:
    """Ask how discrete inputs (contacts) stand."""
    return Request(unit, READ_INPUTS, _word(first) + _word(count), count)


def write_coil(unit: int, address: int, *, on: bool) -> Request:
    """Set one coil."""
    return Request(unit, WRITE_COIL, _word(address) + (_ON if on else _OFF), 1)


def write_coils(unit: int, first: int, states: Sequence[bool]) -> Request:
    """Set neighbouring coils at once; the first state is that of `first`."""
    packed = _pack(states)
    return Request(unit, WRITE_COILS, _word(first) + _word(len(states)) + bytes((len(packed),)) + packed, len(states))


class ReplyFinder:
    """Finds the reply to one request in what arrives, whatever stands around it."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._heard = b""

    def feed(self, data: bytes) -> Reply | None:
        """Take what has arrived; return the reply as soon as it is whole."""
        self._heard += data
        wanted, length = self._request.reply_head, self._request.reply_length
        refusal = bytes((self._request.unit, self._request.function | _FAILED))
        for start in range(len(self._heard)):
            rest = self._heard[start:]
            if rest.startswith(wanted) and _is_sound(rest, length):
                return Reply(_unpack(rest[3:], self._request.count) if self._request.reads else ())
            if rest.startswith(refusal) and _is_sound(rest, _REFUSAL_LENGTH):
                return Reply(exception=rest[2])
        # A reply that has begun is shorter than the longest one: what lies further back can only be noise.
        self._heard = self._heard[-(max(length, _REFUSAL_LENGTH) - 1) :]
        return None


def crc(data: bytes) -> bytes:
    """Return the two bytes behind `data`: CRC-16 with the polynomial A001 (reflected), preset FFFF, low byte first."""
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value.to_bytes(2, "little")


def _is_sound(heard: bytes, length: int) -> bool:
    frame = heard[:length]
    return len(frame) == length and crc(frame[:-2]) == frame[-2:]


def _word(value: int) -> bytes:
    return value.to_bytes(2, "big")


def _pack(states: Sequence[bool]) -> bytes:
    number = sum(state << place for place, state in enumerate(states))
    return number.to_bytes((len(states) + 7) // 8, "little")


def _unpack(data: bytes, count: int) -> tuple[bool, ...]:
    number = int.from_bytes(data[: (count + 7) // 8], "little")
    return tuple(bool(number >> place & 1) for place in range(count))
