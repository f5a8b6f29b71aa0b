# SPDX-License-Identifier: GPL-3.0-or-later
"""Head, paper, cover and cutter of the emulated printer."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from printers.receipt.emulator.make import Make, Speech
from printers.receipt.emulator.paper import Dots
from printers.receipt.emulator.typewriter import Typewriter

Reply: TypeAlias = Callable[[bytes], None]


@dataclass
class Mechanism:
    """Carries commands out in turn, as long as nothing stops it; what no printer should be told goes to `faults`."""

    width: int
    faults: list[str]
    make: Make = field(default_factory=Make)
    paper_out: bool = False
    paper_low: bool = False
    rows_left: int | None = None
    cover_open: bool = False
    cutter_blocked: bool = False
    cutter_error: bool = False
    hot: bool = False
    held: bool = False
    strip: list[Dots] = field(default_factory=list)
    """What hangs out and is not cut off yet."""
    papers: list[Dots] = field(default_factory=list)
    buffer: deque[tuple[bytes, Reply]] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self._typewriter = Typewriter(self.width, self.faults, chinese=self.make.chinese)

    @property
    def stopped(self) -> bool:
        """Whether it takes commands and carries none out."""
        return self.paper_out or self.cover_open or self.cutter_error or self.held or self.hot

    def work(self) -> None:
        """Carry out what is in the buffer until it is empty or something stops the printer."""
        while self.buffer and not self.stopped:
            command, reply = self.buffer.popleft()
            if self._typewriter.takes(command):
                if (rows := self._typewriter.carry_out(command)) is not None:
                    self._emit(rows, reply)
                continue
            if self._typewriter.has_begun_a_line:
                self.faults.append("a line of text without its end")
            match command[:2]:
                case b"\x1d\x76":
                    self._burn(command, reply)
                case b"\x1d\x56":
                    self._cut(command, reply)
                case b"\x1d\x72":
                    reply(b"\x03" if self.paper_low else b"\x00")
                case b"\x1d\x28":
                    self._answer_number(command, reply)
                case b"\x1b\x4a":
                    self._emit(np.zeros((command[2], self.width), np.bool_), reply)
                case b"\x1d\x61" if command[2] != 0:
                    self.faults.append("automatic status is not emulated")

    def _burn(self, command: bytes, reply: Reply) -> None:
        across, down = (int.from_bytes(command[at : at + 2], "little") for at in (4, 6))
        if command[3] != 0 or across * 8 > self.width:
            self.faults.append(f"raster of mode {command[3]}, {across * 8} dots on a head of {self.width}")
            return
        rows = np.unpackbits(np.frombuffer(command[8:], np.uint8).reshape(down, across), axis=1).astype(np.bool_)
        self._emit(np.pad(rows, ((0, 0), (0, self.width - across * 8))), reply)

    def _emit(self, rows: Dots, reply: Reply) -> None:
        """Let rows come out, as long as there is paper; the rest waits."""
        if self.rows_left is None:
            self.strip.append(rows)
            return
        self.strip.append(rows[: self.rows_left])
        rest = rows[self.rows_left :]
        self.rows_left -= len(rows)
        if self.rows_left <= 0:
            self.paper_out, self.rows_left = True, None
            if len(rest):
                left = bytes((self.width // 8, 0)) + len(rest).to_bytes(2, "little")
                picture = np.packbits(rest, axis=1).tobytes()
                self.buffer.appendleft((b"\x1d\x76\x30\x00" + left + picture, reply))

    def _answer_number(self, command: bytes, reply: Reply) -> None:
        """GS ( H fn 48: say the number, now that everything before it is on paper."""
        if not self.make.numbers or command[5:7] != b"\x30\x30" or len(command) != 11:
            self.faults.append(f"unknown request {command.hex(' ')}")
        else:
            reply(b"\x37\x22" + command[7:11] + b"\x00")

    def tear(self) -> None:
        """Take off what hangs out, as a hand does at a printer without a cutter."""
        if self.strip:
            self.papers.append(np.concatenate(self.strip))
            self.strip.clear()

    def _cut(self, command: bytes, reply: Reply) -> None:
        if not self.make.cutter:
            self.faults.append("a cut on a printer without a cutter")
            return
        if self.cutter_blocked:
            self.cutter_error = True
            self.buffer.appendleft((command, reply))
            return
        self.tear()

    def status(self, n: int) -> bytes:
        """Answer DLE EOT n."""
        if n == 20 and self.make.speech is Speech.CUSTOM:
            paper = 0x01 * self.paper_out | 0x04 * (self.paper_low or self.paper_out)
            user = 0x02 * self.cover_open | 0x20 * self.held
            return bytes((0x10, 0x0F, paper, user, 0x01 * self.hot, 0x01 * self.cutter_error))
        signs = {
            1: 0x08 * self.stopped,
            2: 0x04 * self.cover_open
            | 0x08 * self.held
            | 0x20 * self.paper_out
            | 0x40 * (self.cutter_error or self.hot),
            3: 0x08 * self.cutter_error | 0x40 * self.hot,
            4: 0x0C * (self.paper_low or self.paper_out) | 0x60 * self.paper_out,
        }
        if n not in signs:
            self.faults.append(f"no status {n}")
            return b""
        return bytes((0x12 | signs[n],))

    def panel_status(self) -> bytes:
        """Answer ESC v of a panel printer."""
        return bytes((0x01 * (not self.stopped) | 0x04 * self.paper_out | 0x40 * self.hot,))
