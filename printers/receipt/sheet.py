# SPDX-License-Identifier: GPL-3.0-or-later
"""A strip of paper that is filled from the top: lines of text, pairs, dotted rules, a QR code, frames.

Everything is first placed, then drawn, so that the strip is as long as what is on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import segno
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from printers.line_breaks import break_lines
from printers.raster import Raster
from printers.receipt.typeface import Typeface

Dots: TypeAlias = npt.NDArray[np.bool_]

INK = 160
"""Grey below this is burnt. Above the middle, because a thermal head's thin strokes come out thinner than drawn."""
LINE_HEIGHT = 1.36
"""Of the em."""
HANGING = frozenset("（《〈「『【〔〖")
KEYS_AT_MOST = 0.42
"""Of the width between the margins."""
QR_QUIET = 4
"""Modules of white around a QR code (ISO/IEC 18004)."""


class Sheet:
    """A strip `width` dots wide with a white margin of `margin` dots left and right."""

    def __init__(self, width: int, margin: int) -> None:
        self.width = width
        self.margin = margin
        self.y = 0
        self._texts: list[Callable[[QPainter], None]] = []
        self._shapes: list[Callable[[Dots], None]] = []

    @property
    def inner(self) -> int:
        """Return the width between the margins."""
        return self.width - 2 * self.margin

    def space(self, dots: int) -> None:
        """Leave white."""
        self.y += dots

    def text(self, text: str, face: Typeface, *, centred: bool = False) -> None:
        """Add a text, broken into as many lines as it needs."""
        lines = break_lines(text, self.inner, face.width)
        if centred and len(lines) > 1:
            lines = _balanced(text, self.inner, face)
        for line in lines:
            left = (self.width - face.width(line)) / 2 if centred else float(self.margin)
            self._place(line, face, left, self.y, hang=not centred)
            self.y += line_height(face)

    def key_column(self, keys: Iterable[str], face: Typeface) -> float:
        """Return how wide a column for these keys is: the longest, but never so wide that values starve."""
        return min(max((face.width(key) for key in keys), default=0.0), KEYS_AT_MOST * self.inner)

    def torn(self, text: str, face: Typeface, *, column: float, gap: int) -> bool:
        """Tell whether a value needs as few lines below its key, with the key's own, as it would beside it."""
        beside = break_lines(text, self.inner - column - gap, face.width)
        below = break_lines(text, self.inner, face.width)
        return 1 < len(beside) >= 1 + len(below)

    def pairs(
        self,
        pairs: Sequence[tuple[str, str]],
        key: Typeface,
        value: Typeface,
        *,
        column: float,
        gap: int,
        lead: int,
    ) -> None:
        """Add rows of key and value: keys in a column `column` dots wide, `lead` dots between rows.

        A value that would be torn beside its key stands whole below it, as does one whose key is wider than the column.
        """
        left = self.margin + column + gap
        for index, (name, text) in enumerate(pairs):
            self.y += lead if index else 0
            top = self.y
            if key.width(name) > column or self.torn(text, value, column=column, gap=gap):
                self.text(name, key)
                self.text(text, value)
                continue
            names = break_lines(name, column, key.width)
            values = break_lines(text, self.width - self.margin - left, value.width)
            for line, part in enumerate(names):
                self._place(part, key, self.margin, top + line * line_height(value), hang=True)
            for line, part in enumerate(values):
                self._place(part, value, left, top + line * line_height(value), hang=True)
            self.y = top + max(len(names), len(values)) * line_height(value)

    def rule(self, above: int, below: int) -> None:
        """Add a dotted line (虚线) from margin to margin."""
        top = self.y + above
        left, right = self.margin, self.width - self.margin

        def draw(dots: Dots) -> None:
            for offset in range(3):
                dots[top : top + 3, left + offset : right : 9] = True

        self._shapes.append(draw)
        self.y = top + 3 + below

    def qr(self, payload: str, *, module: int, side: int) -> None:
        """Add a QR code in the middle with its quiet zone.

        A module is `module` whole dots, or more as long as the code stays within `side` dots: a short payload gets
        larger modules, which old phones read. Raises ValueError when even the smallest is wider than the paper.
        """
        code = segno.make_qr(payload, error="m")
        module = max(module, int(side // code.symbol_size(border=0)[0]))
        cells = np.array([list(row) for row in code.matrix_iter(border=QR_QUIET)], dtype=np.bool_)
        picture = cells.repeat(module, axis=0).repeat(module, axis=1)
        if picture.shape[1] > self.width:
            raise ValueError(f"a QR code of {len(payload)} characters is wider than the paper")
        top, left = self.y, (self.width - picture.shape[1]) // 2

        def draw(dots: Dots) -> None:
            dots[top : top + picture.shape[0], left : left + picture.shape[1]] = picture

        self._shapes.append(draw)
        self.y += picture.shape[0]

    def framed(self, text: str, face: Typeface) -> None:
        """Add a text in the middle within a frame of 3 dots."""
        pad_x, pad_y = 24, 6
        room = self.inner - 2 * (pad_x + 3)
        lines = break_lines(text, room, face.width)
        wide = round(max(face.width(line) for line in lines)) + 2 * (pad_x + 3)
        top, left = self.y, (self.width - wide) // 2
        tall = len(lines) * line_height(face) + 2 * (pad_y + 3)

        def draw(dots: Dots) -> None:
            dots[top : top + tall, left : left + wide] = True
            dots[top + 3 : top + tall - 3, left + 3 : left + wide - 3] = False

        self._shapes.append(draw)
        for number, line in enumerate(lines):
            x = (self.width - face.width(line)) / 2
            self._place(line, face, x, top + 3 + pad_y + number * line_height(face), hang=False)
        self.y += tall

    def _place(self, line: str, face: Typeface, left: float, top: float, *, hang: bool) -> None:
        if hang and line[:1] in HANGING:
            left -= 0.45 * face.size  # the bracket's empty half hangs out, so that the ink stands on the margin
        leading = line_height(face) - (face.ascent + face.descent)
        baseline = top + leading / 2 + face.ascent
        self._texts.append(lambda painter: face.draw(painter, left, baseline, line))

    def raster(self) -> Raster:
        """Draw what was added. Raises RuntimeError when Qt cannot paint."""
        image = QImage(self.width, max(1, self.y), QImage.Format.Format_Grayscale8)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter()
        if not painter.begin(image):
            raise RuntimeError("QPainter does not begin on an image")
        try:
            painter.setPen(Qt.GlobalColor.black)
            for draw_text in self._texts:
                draw_text(painter)
        finally:
            painter.end()
        grey = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine())
        ink: Dots = grey[:, : self.width] < INK
        dots = np.zeros_like(ink)
        for draw_shape in self._shapes:
            draw_shape(dots)
        return Raster.from_dots(dots | ink)


def line_height(face: Typeface) -> int:
    """Return the height of one line in dots."""
    return round(face.size * LINE_HEIGHT)


def _balanced(text: str, width: float, face: Typeface) -> list[str]:
    """Break a centred text so that its lines are about as wide as each other, in no more lines than it needs."""
    wanted = len(break_lines(text, width, face.width))
    narrow = width
    while narrow > face.size and len(break_lines(text, narrow - face.size / 2, face.width)) == wanted:
        narrow -= face.size / 2
    return break_lines(text, narrow, face.width)
