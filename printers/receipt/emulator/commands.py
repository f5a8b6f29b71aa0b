# SPDX-License-Identifier: GPL-3.0-or-later
"""The strict interpreter's ear: cuts a stream of bytes into ESC/POS commands, after Epson's command reference."""

from __future__ import annotations

from collections.abc import Iterator

_FIXED_LENGTHS = {
    b"\x10\x04": 3,
    b"\x10\x14": 10,
    b"\x1b\x40": 2,
    b"\x1b\x33": 3,
    b"\x1b\x4a": 3,
    b"\x1b\x61": 3,
    b"\x1b\x76": 3,
    b"\x1c\x26": 2,
    b"\x1c\x2e": 2,
    b"\x1d\x21": 3,
    b"\x1d\x61": 3,
    b"\x1d\x72": 3,
}
_REQUESTS = (0x48, 0x6B)
"""GS ( H asks for an answer, GS ( k is about two-dimensional codes; both say how long they are."""


class CommandReader:
    """Cuts a stream of bytes into ESC/POS commands, however it arrives; bytes that begin none go to `faults`.

    Between FS & and FS . or ESC @ characters are commands of one or two bytes, as GB 18030 has them. Elsewhere they are
    faults: what is printed there depends on the model.
    """

    def __init__(self, faults: list[str]) -> None:
        self._faults = faults
        self._pending = bytearray()
        self._in_chinese = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Take in bytes and yield the commands that are now whole."""
        self._pending += data
        while self._pending:
            length = self._length()
            if length == 0:
                self._faults.append(f"unknown byte {self._pending[:4].hex(' ')}")
                del self._pending[0]
            elif length is None or len(self._pending) < length:
                return
            else:
                command = bytes(self._pending[:length])
                if command in {b"\x1c\x26", b"\x1c\x2e", b"\x1b\x40"}:
                    self._in_chinese = command == b"\x1c\x26"
                yield command
                del self._pending[:length]

    def _length(self) -> int | None:
        """Return the length of the command that is first; None when it cannot be known yet, 0 for an unknown one."""
        head = bytes(self._pending[:2])
        if self._in_chinese and (head[:1] == b"\n" or 0x20 <= head[0] < 0x7F):
            return 1
        if self._in_chinese and 0x81 <= head[0] < 0xFF:
            if len(head) < 2:
                return None
            return 2 if 0x40 <= head[1] < 0xFF and head[1] != 0x7F else 0
        if len(head) < 2:
            return None if head in {b"\x10", b"\x1b", b"\x1c", b"\x1d"} else 0
        if head in _FIXED_LENGTHS:
            return _FIXED_LENGTHS[head]
        if head == b"\x1d\x56":
            if len(self._pending) < 3:
                return None
            return {0: 3, 1: 3, 0x41: 4, 0x42: 4}.get(self._pending[2], 0)
        if head == b"\x1d\x28":
            if len(self._pending) < 5:
                return None
            return 5 + int.from_bytes(self._pending[3:5], "little") if self._pending[2] in _REQUESTS else 0
        if head == b"\x1d\x76":
            if len(self._pending) < 8:
                return None
            if self._pending[2] != 0x30 or self._pending[3] > 3:
                return 0
            across, down = (int.from_bytes(self._pending[at : at + 2], "little") for at in (4, 6))
            return 8 + across * down
        return 0
