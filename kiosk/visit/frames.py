# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames on the Unix socket between engine and ui: four bytes of length, big-endian, then MessagePack."""

from __future__ import annotations

import msgspec

from kiosk.visit.intents import Intent
from kiosk.visit.screens import Show

MAX_FRAME = 1 << 20
"""Bytes. A longer frame is a bug at the other end, not a message."""

_LENGTH = 4
_encoder = msgspec.msgpack.Encoder()
_shows = msgspec.msgpack.Decoder(Show)
_intents: msgspec.msgpack.Decoder[Intent] = msgspec.msgpack.Decoder(Intent)


def pack(message: Show | Intent) -> bytes:
    """Return the frame of a message."""
    body = _encoder.encode(message)
    return len(body).to_bytes(_LENGTH, "big") + body


def unpack_show(body: bytes) -> Show:
    """Return the screen in a frame's body; raises msgspec.DecodeError or ValidationError."""
    return _shows.decode(body)


def unpack_intent(body: bytes) -> Intent:
    """Return the intent in a frame's body; raises msgspec.DecodeError or ValidationError."""
    return _intents.decode(body)


class FrameBuffer:
    """Collects bytes as they arrive and hands out whole frame bodies."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """Take more bytes; return the bodies that are now complete. Raises ValueError on a frame over MAX_FRAME."""
        self._bytes += data
        bodies: list[bytes] = []
        while len(self._bytes) >= _LENGTH:
            length = int.from_bytes(self._bytes[:_LENGTH], "big")
            if length > MAX_FRAME:
                raise ValueError(f"frame of {length} bytes, at most {MAX_FRAME} are allowed")
            if len(self._bytes) < _LENGTH + length:
                break
            bodies.append(bytes(self._bytes[_LENGTH : _LENGTH + length]))
            del self._bytes[: _LENGTH + length]
        return bodies
