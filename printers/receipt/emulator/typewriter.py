# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated printer's own characters and codes: lines of text by GB 18030, QR codes by GS ( k.

Its font stands in for that of a printer: cells of 12 × 24 dots, 24 × 24 for Chinese, each times as large as GS ! says.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import segno
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontDatabase, QImage, QPainter

from assets import asset
from printers.receipt.emulator.paper import Dots

_NARROW, _TALL = 12, 24
_RESET = b"\x1b\x40"
_KNOWN = {b"\x1c\x26", b"\x1c\x2e", b"\x1b\x33", b"\x1b\x61", b"\x1d\x21"}


class Typewriter:
    """Collects a line and gives its rows of dots at its end; what no printer should be told goes to `faults`."""

    def __init__(self, width: int, faults: list[str], *, chinese: bool) -> None:
        self._width = width
        self._faults = faults
        self._chinese = chinese
        self._line: list[tuple[str, int, int]] = []
        self._code = _Code()
        self._reset()

    @property
    def has_begun_a_line(self) -> bool:
        """Whether characters wait for the end of their line."""
        return bool(self._line)

    def takes(self, command: bytes) -> bool:
        """Say whether a command is one of text or of codes."""
        head = command[:2]
        return (
            head in _KNOWN or command == _RESET or command[:3] == b"\x1d\x28\x6b" or command[0] not in b"\x1b\x1c\x1d"
        )

    def carry_out(self, command: bytes) -> Dots | None:
        """Carry out a command; return rows of dots where some come out."""
        if command[:3] == b"\x1d\x28\x6b":
            return self._about_code(command[5:])
        match command[:2], command[2:]:
            case b"\x1b\x40", _:
                self._reset()
            case b"\x1c\x26", _:
                if not self._chinese:
                    self._faults.append("Chinese on a printer that has none")
            case b"\x1b\x33", height:
                self._spacing = height[0]
            case b"\x1b\x61", align if align[0] in {0, 1}:
                self._centred = align[0] == 1
            case b"\x1d\x21", size if size[0] in {0x00, 0x11}:
                self._size = 1 + (size[0] & 0x0F)
            case b"\n", _:
                return self._print()
            case _ if command[0] >= 0x20:
                self._line.append((command.decode("gb18030"), len(command) * _NARROW * self._size, self._size))
            case _:
                self._faults.append(f"unknown setting {command.hex(' ')}")
        return None

    def _reset(self) -> None:
        self._spacing, self._centred, self._size = 34, False, 1
        self._line.clear()

    def _print(self) -> Dots:
        wide = sum(cell for _, cell, _ in self._line)
        tall = max((_TALL * size for _, _, size in self._line), default=0)
        if wide > self._width:
            self._faults.append(f"a line of {wide} dots on a head of {self._width}")
        image = QImage(max(self._width, wide), max(tall, self._spacing), QImage.Format.Format_Grayscale8)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        left = (self._width - wide) / 2 if self._centred else 0.0
        for character, cell, size in self._line:
            painter.setFont(_font(_TALL * size))
            painter.drawText(QRectF(left, 0, cell, _TALL * size), Qt.AlignmentFlag.AlignCenter, character)
            left += cell
        painter.end()
        self._line.clear()
        grey = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
        ink: Dots = grey[:, : self._width] < 160
        return ink

    def _about_code(self, parameters: bytes) -> Dots | None:
        """GS ( k, cn = 49: QR codes."""
        match parameters[:2], parameters[2:]:
            case b"\x31\x41", model if model == b"\x32\x00":
                pass
            case b"\x31\x43", size if 1 <= size[0] <= 16:
                self._code.module = size[0]
            case b"\x31\x45", level if 0x30 <= level[0] <= 0x33:
                self._code.level = "lmqh"[level[0] - 0x30]
            case b"\x31\x50", data if data[:1] == b"\x30":
                self._code.data = data[1:]
            case b"\x31\x51", b"\x30":
                return self._print_code()
            case _:
                self._faults.append(f"unknown about codes: {parameters.hex(' ')}")
        return None

    def _print_code(self) -> Dots | None:
        if not self._code.data:
            self._faults.append("a code of nothing")
            return None
        made = segno.make_qr(self._code.data, error=self._code.level, boost_error=False)
        cells = np.array([list(row) for row in made.matrix], dtype=np.bool_)
        picture = cells.repeat(self._code.module, axis=0).repeat(self._code.module, axis=1)
        room = self._width - picture.shape[1]
        if room < 0:
            self._faults.append(f"a code of {picture.shape[1]} dots on a head of {self._width}")
            return None
        left = room // 2 if self._centred else 0
        return np.pad(picture, ((0, 0), (left, room - left)))


class _Code:
    """What was said of a code before it is printed."""

    module = 3
    level = "l"
    data = b""


@cache
def _family() -> str:
    path = str(asset("fonts", "NotoSansSC_500Medium.ttf"))
    return QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(path))[0]


def _font(tall: int) -> QFont:
    font = QFont(_family())
    font.setWeight(QFont.Weight.Medium)
    font.setPixelSize(round(tall * 0.92))
    return font
