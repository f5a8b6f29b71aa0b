# SPDX-License-Identifier: GPL-3.0-or-later
"""The shipped typeface at a size in dots, and what is drawn for a character that it lacks.

Needs the process's QGuiApplication, which the engine owns. Works in any thread, each with typefaces of its own.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QGuiApplication, QImage, QPainter, QRawFont

from assets import asset

_FILES = {QFont.Weight.Medium: "NotoSansSC_500Medium.ttf", QFont.Weight.Bold: "NotoSansSC_700Bold.ttf"}
_loading = threading.Lock()

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
"""Characters that draw nothing: selectors of variant forms, joiners, signs of direction, which would turn a line."""
_ACCENTED = re.compile("[A-Za-z\u00c0-\u024f][\u0300-\u036f]+")
_BOX_GAP = 0.08
"""Of the em, left and right of a box."""
_CODE_SIZE = 0.62
_FRAME = 2
"""Dots."""
_COMBINING = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f]")
_CLUSTER = re.compile(f".{_COMBINING.pattern}*", re.DOTALL)
"""A character with its accents."""
_KEPT = 1024
"""Characters that a typeface keeps drawn, 1 to 3 MB; more than stand on the papers of most days."""
INK = 160
"""Grey below this is burnt. Above the middle, because a thermal head's thin strokes come out thinner than drawn."""


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


def drawable(text: str) -> str:
    """Return a text without what cannot be seen: accents composed, control characters blanks, selectors gone."""
    if text.isprintable() and not _ACCENTED.search(text) and not _UNSEEN.search(text):
        return text
    composed = _ACCENTED.sub(lambda found: unicodedata.normalize("NFC", found.group()), text)
    seen = _UNSEEN.sub("", composed)
    return "".join(" " if c != "\n" and unicodedata.category(c) == "Cc" else c for c in seen)


def _is_private(character: str) -> bool:
    """Tell whether a character means something only by agreement (PUA), whatever a font has in its place."""
    code = ord(character)
    return 0xE000 <= code <= 0xF8FF or code >= 0xF0000


class Glyph(NamedTuple):
    """One character's ink: black is True; where its top left is, in dots right of the pen and below the base line."""

    ink: npt.NDArray[np.bool_]
    left: int
    top: int


class Typeface:
    """One weight at one size; `size` is the em in dots. A Chinese character's ink is about 0.9 of it high.

    A character that it lacks becomes a box with its code point beside, never `?`.
    """

    def __init__(self, size: int, *, bold: bool) -> None:
        weight = QFont.Weight.Bold if bold else QFont.Weight.Medium
        with _loading:
            family = _load(weight)
        self.size, self.bold = size, bold
        self._font = _font(family, weight, size)
        self._small = _font(family, weight, round(size * _CODE_SIZE))
        self._raw = QRawFont.fromFont(self._font)
        self._metrics = QFontMetricsF(self._font)
        self._small_metrics = QFontMetricsF(self._small)
        self._advances = _Advances(self)
        self._glyphs: dict[str, Glyph] = {}
        self.ascent = self._raw.ascent()
        self.descent = self._raw.descent()

    def has(self, character: str) -> bool:
        """Tell whether the typeface can draw a character."""
        return not _is_private(character) and self._raw.supportsCharacter(ord(character))

    def width(self, text: str) -> float:
        """Return how wide a text is, in dots: its characters' widths together."""
        return sum(map(self._advances.__getitem__, text))

    def advance(self, character: str) -> float:
        """Return how wide one character is."""
        if self.has(character):
            return 0.0 if unicodedata.combining(character) else self._metrics.horizontalAdvance(character)
        return self.size * (1 + 3 * _BOX_GAP) + self._small_metrics.horizontalAdvance(_code_point(character))

    def glyphs(self, text: str) -> Iterator[tuple[int, Glyph]]:
        """Yield the characters of a text that leave ink, each with where the pen is. Raises RuntimeError: Qt fails."""
        advances, known, pen = self._advances, self._glyphs, 0.0
        for character in _CLUSTER.findall(text) if _COMBINING.search(text) else text:
            glyph = known.get(character) or self._drawn(character)
            if glyph.ink.size:
                yield round(pen), glyph
            pen += advances[character[0]]

    def _drawn(self, character: str) -> Glyph:
        """Draw a character, with its accents, and keep it."""
        if len(self._glyphs) >= _KEPT:
            del self._glyphs[next(iter(self._glyphs))]
        side = self.size
        wide, base = round(self.width(character)) + 2 * side, 2 * side
        image = QImage(wide, 3 * side, QImage.Format.Format_Grayscale8)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter()
        if not painter.begin(image):
            raise RuntimeError("QPainter does not begin on an image")
        try:
            painter.setPen(Qt.GlobalColor.black)
            pieces = [character] if all(map(self.has, character)) else list(character)
            pen = float(side)
            for piece in pieces:
                if all(map(self.has, piece)):
                    painter.setFont(self._font)
                    painter.drawText(round(pen), base, piece)
                else:
                    self._draw_box(painter, pen, base, piece)
                pen += self.width(piece)
        finally:
            painter.end()
        grey = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine())
        ink = grey[:, :wide] < INK
        rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
        if not rows.size:
            self._glyphs[character] = Glyph(np.zeros((0, 0), np.bool_), 0, 0)
        else:
            cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].copy()
            self._glyphs[character] = Glyph(cut, int(columns[0]) - side, int(rows[0]) - base)
        return self._glyphs[character]

    def _draw_box(self, painter: QPainter, x: float, baseline: float, character: str) -> None:
        """Draw an empty frame as large as a Chinese character, and its code point beside it, smaller."""
        gap, side = _BOX_GAP * self.size, round(0.86 * self.size)
        top = round(baseline - 0.8 * self.size)
        for inset in range(_FRAME):
            painter.drawRect(round(x + gap) + inset, top + inset, side - 1 - 2 * inset, side - 1 - 2 * inset)
        painter.setFont(self._small)
        painter.drawText(round(x + self.size + gap), round(baseline), _code_point(character))


class _Advances(dict[str, float]):
    """Widths of characters, measured once each."""

    def __init__(self, face: Typeface) -> None:
        super().__init__()
        self._face = face

    def __missing__(self, character: str) -> float:
        width = self[character] = self._face.advance(character)
        return width


def _code_point(character: str) -> str:
    return f"U+{ord(character):04X}"


def _font(family: str, weight: QFont.Weight, size: int) -> QFont:
    font = QFont(family)
    font.setPixelSize(size)
    font.setWeight(weight)
    font.setKerning(False)  # so that a text is as wide as its characters together
    # A character from another font of the machine would look different on every terminal.
    font.setStyleStrategy(QFont.StyleStrategy.NoFontMerging)
    font.setHintingPreference(QFont.HintingPreference.PreferFullHinting)
    return font


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
