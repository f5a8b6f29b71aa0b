# SPDX-License-Identifier: GPL-3.0-or-later
"""Head, paper, cover and cutter of the emulated printer."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from printers.receipt.emulator.paper import Dots

Reply: TypeAlias = Callable[[bytes], None]


@dataclass
class Mechanism:
    """Carries commands out in turn, as long as nothing stops it; what no printer should be told goes to `faults`."""

    width: int
    faults: list[str]
    paper_out: bool = False
    paper_low: bool = False
    rows_left: int | None = None
    cover_open: bool = False
    cutter_blocked: bool = False
    cutter_error: bool = False
    held: bool = False
    strip: list[Dots] = field(default_factory=list)
    """What hangs out and is not cut off yet."""
    papers: list[Dots] = field(default_factory=list)
    buffer: deque[tuple[bytes, Reply]] = field(default_factory=deque)

    @property
    def stopped(self) -> bool:
        """Whether it takes commands and carries none out."""
        return self.paper_out or self.cover_open or self.cutter_error or self.held

    def work(self) -> None:
        """Carry out what is in the buffer until it is empty or something stops the printer."""
        while self.buffer and not self.stopped:
            command, reply = self.buffer.popleft()
            match command[:2]:
                case b"\x1d\x76":
                    self._burn(command, reply)
                case b"\x1d\x56":
                    self._cut(command, reply)
                case b"\x1d\x72":
                    reply(b"\x03" if self.paper_low else b"\x00")
                case b"\x1d\x61" if command[2] != 0:
                    self.faults.append("automatic status is not emulated")

    def _burn(self, command: bytes, reply: Reply) -> None:
        across, down = (int.from_bytes(command[at : at + 2], "little") for at in (4, 6))
        if command[3] != 0 or across * 8 > self.width:
            self.faults.append(f"raster of mode {command[3]}, {across * 8} dots on a head of {self.width}")
            return
        rows = np.unpackbits(np.frombuffer(command[8:], np.uint8).reshape(down, across), axis=1).astype(np.bool_)
        rows = np.pad(rows, ((0, 0), (0, self.width - across * 8)))
        if self.rows_left is None:
            self.strip.append(rows)
            return
        self.strip.append(rows[: self.rows_left])
        self.rows_left -= down
        if self.rows_left <= 0:
            rest = -self.rows_left
            self.paper_out, self.rows_left = True, None
            if rest:
                left = command[:6] + rest.to_bytes(2, "little") + command[len(command) - rest * across :]
                self.buffer.appendleft((left, reply))

    def _cut(self, command: bytes, reply: Reply) -> None:
        if self.cutter_blocked:
            self.cutter_error = True
            self.buffer.appendleft((command, reply))
            return
        if self.strip:
            self.papers.append(np.concatenate(self.strip))
            self.strip.clear()

    def status(self, n: int) -> bytes:
        """Answer DLE EOT n."""
        signs = {
            1: 0x08 * self.stopped,
            2: 0x04 * self.cover_open | 0x08 * self.held | 0x20 * self.paper_out | 0x40 * self.cutter_error,
            3: 0x08 * self.cutter_error,
            4: 0x0C * (self.paper_low or self.paper_out) | 0x60 * self.paper_out,
        }
        if n not in signs:
            self.faults.append(f"no status {n}")
            return b""
        return bytes((0x12 | signs[n],))
