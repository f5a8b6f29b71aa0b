# SPDX-License-Identifier: GPL-3.0-or-later
"""The shipped typeface at a size in dots, and what is drawn for a character that it lacks.

Needs the process's QGuiApplication, which the engine owns. Works in any thread, each with typefaces of its own.
"""

from __future__ import annotations

import threading
from functools import cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QGuiApplication, QPainter, QPen, QRawFont

from assets import asset

_FILES = {QFont.Weight.Medium: "NotoSansSC_500Medium.ttf", QFont.Weight.Bold: "NotoSansSC_700Bold.ttf"}
_loading = threading.Lock()


@cache
def _load(weight: QFont.Weight) -> str:
    """Register the weight's file and return its family name; once in a process, under the lock."""
    if QGuiApplication.instance() is None:
        raise RuntimeError("text is drawn with QtGui, and this process has no QGuiApplication")
    path = asset("fonts", _FILES[weight])
    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path)))
    if not families:
        raise RuntimeError(f"not a font: {path.name}")
    return families[0]


class Typeface:
    """One weight at one size; `size` is the em in dots. A Chinese character's ink is about 0.9 of it high."""

    def __init__(self, size: int, *, bold: bool) -> None:
        weight = QFont.Weight.Bold if bold else QFont.Weight.Medium
        with _loading:
            family = _load(weight)
        self.size = size
        self._font = QFont(family)
        self._font.setPixelSize(size)
        self._font.setWeight(weight)
        self._font.setKerning(False)  # so that a text is as wide as its characters together
        # A character from another font of the machine would look different on every terminal.
        self._font.setStyleStrategy(QFont.StyleStrategy.NoFontMerging)
        self._font.setHintingPreference(QFont.HintingPreference.PreferFullHinting)
        self._raw = QRawFont.fromFont(self._font)
        self._metrics = QFontMetricsF(self._font)
        self._advances: dict[str, float] = {}
        self.ascent = self._raw.ascent()
        self.descent = self._raw.descent()

    def has(self, character: str) -> bool:
        """Tell whether the typeface can draw a character."""
        return self._raw.supportsCharacter(ord(character))

    def width(self, text: str) -> float:
        """Return how wide a text is, in dots."""
        advances = self._advances
        total = 0.0
        for character in text:
            advance = advances.get(character)
            if advance is None:
                advance = advances[character] = self._advance(character)
            total += advance
        return total

    def _advance(self, character: str) -> float:
        return self._metrics.horizontalAdvance(character) if self.has(character) else float(self.size)

    def draw(self, painter: QPainter, x: float, baseline: float, text: str) -> None:
        """Draw a text; a character that the typeface lacks becomes a box with its code point, never `?`."""
        painter.setFont(self._font)
        start = 0
        for index, character in enumerate(text):
            if self.has(character):
                continue
            painter.drawText(round(x), round(baseline), text[start:index])
            x += self.width(text[start:index])
            self._draw_code_point(painter, x, baseline, character)
            x += self.width(character)
            painter.setFont(self._font)
            start = index + 1
        painter.drawText(round(x), round(baseline), text[start:])

    def _draw_code_point(self, painter: QPainter, x: float, baseline: float, character: str) -> None:
        """Draw a frame as large as a Chinese character with the code point in hex, in two lines."""
        box = QRectF(round(x) + 2, round(baseline - 0.84 * self.size) + 1, self.size - 4, self.size - 4)
        painter.setPen(QPen(Qt.GlobalColor.black, 2))
        painter.drawRect(box)
        code = f"{ord(character):04X}"
        upper, lower = code[:-2], code[-2:]
        small = QFont(self._font)
        small.setPixelSize(max(8, round(self.size * 0.42)))
        painter.setFont(small)
        half = box.height() / 2
        for line, text in enumerate((upper, lower)):
            cell = QRectF(box.x(), box.y() + line * half, box.width(), half)
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)


class _Faces(threading.local):
    """The typefaces of one thread: Qt's font engines belong to the thread that made them, and end with it."""

    def __init__(self) -> None:
        self.made: dict[tuple[int, bool], Typeface] = {}


_faces = _Faces()


def typeface(size: int, *, bold: bool = False) -> Typeface:
    """Return the shipped typeface at a size, for use in this thread."""
    made = _faces.made
    if (size, bold) not in made:
        made[size, bold] = Typeface(size, bold=bold)
    return made[size, bold]
