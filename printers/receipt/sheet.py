# SPDX-License-Identifier: GPL-3.0-or-later
"""A strip of paper that is filled from the top: lines of text, pairs, sums, dotted rules, a QR code, frames.

Everything is first placed, then drawn, so that the strip is as long as what is on it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from printers import qr
from printers.line_breaks import NEVER_FIRST, NEVER_LAST, break_at_pauses, break_lines
from printers.raster import Raster
from printers.receipt.typeface import Typeface, drawable

Dots: TypeAlias = npt.NDArray[np.bool_]

INK = 160
"""Grey below this is burnt. Above the middle, because a thermal head's thin strokes come out thinner than drawn."""
LINE_HEIGHT = 1.36
"""Of the em."""
HANGING = frozenset("（《〈「『【〔〖")
KEYS_AT_MOST = 0.42
"""Of the width between the margins."""


class Placed(NamedTuple):
    """One line of text where it stands, in dots from the top left."""

    text: str
    face: Typeface
    left: float
    baseline: float


@dataclass(frozen=True)
class Sum:
    """A sum of money, its amount written with a point."""

    name: str
    amount: str
    key: Typeface
    value: Typeface
    ruled: bool = False
    """Stands below a thin line, as a total does."""


class Sheet:
    """A strip `width` dots wide with a white margin of `margin` dots left and right."""

    def __init__(self, width: int, margin: int) -> None:
        self.width = width
        self.margin = margin
        self.y = 0
        self.texts: list[Placed] = []
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
        text = drawable(text)
        lines = _balanced(text, self.inner, face) if centred else break_at_pauses(text, self.inner, face.width)
        for line in lines:
            left = (self.width - face.width(line)) / 2 if centred else float(self.margin)
            self._place(line, face, left, self.y, hang=not centred)
            self.y += line_height(face)

    def pairs(self, pairs: Sequence[tuple[str, str]], key: Typeface, value: Typeface, *, gap: int, lead: int) -> None:
        """Add rows of key and value: keys in a column as wide as the longest, `lead` dots between rows.

        A value that would be torn beside its key stands whole below it, as does one whose key is wider than the column;
        such a key needs no room in the column.
        """
        pairs = [(drawable(name), drawable(text)) for name, text in pairs]
        room = KEYS_AT_MOST * self.inner
        widest = min(max((key.width(name) for name, _ in pairs), default=0.0), room)
        beside = {name for name, text in pairs if not self._torn(text, value, widest + gap)}
        column = min(max((key.width(name) for name in beside), default=0.0), room)
        left = self.margin + column + gap
        for index, (name, text) in enumerate(pairs):
            self.y += lead if index else 0
            top = self.y
            if key.width(name) > column or self._torn(text, value, column + gap):
                self.text(name, key)
                self.text(text, value)
                continue
            self._place(name, key, self.margin, top, hang=True)
            values = break_at_pauses(text, self.width - self.margin - left, value.width)
            for line, part in enumerate(values):
                self._place(part, value, left, top + line * line_height(value), hang=True)
            self.y = top + len(values) * line_height(value)

    def _torn(self, text: str, face: Typeface, indent: float) -> bool:
        """Tell whether a value needs as few lines below its key, with the key's own, as it would beside it."""
        beside = break_lines(text, self.inner - indent, face.width)
        return len(beside) > 1 and len(beside) >= 1 + len(break_lines(text, self.inner, face.width))

    def sums(self, sums: Sequence[Sum], *, gap: int, lead: int) -> None:
        """Add rows of a name and an amount: the amounts on the right, their points under each other."""
        behind = max(one.value.width(_from_point(one.amount)) for one in sums)
        point = self.width - self.margin - behind
        for index, one in enumerate(sums):
            self.y += lead if index else 0
            if one.ruled:
                self.line(above=4, below=lead)
            left = point - one.value.width(one.amount.removesuffix(_from_point(one.amount)))
            lines = break_lines(drawable(one.name), max(left - gap - self.margin, one.key.size), one.key.width)
            for line in lines[:-1]:
                self._place(line, one.key, self.margin, self.y, hang=True)
                self.y += line_height(one.key)
            tall = max(line_height(one.key), line_height(one.value))
            baseline = self.y + _baseline(one.value, tall)
            self.texts.append(Placed(lines[-1], one.key, self.margin, baseline))
            self.texts.append(Placed(one.amount, one.value, left, baseline))
            self.y += tall

    def rule(self, above: int, below: int) -> None:
        """Add a dotted line (虚线) from margin to margin."""
        top = self.y + above
        left, right = self.margin, self.width - self.margin

        def draw(dots: Dots) -> None:
            for offset in range(3):
                dots[top : top + 3, left + offset : right : 9] = True

        self._shapes.append(draw)
        self.y = top + 3 + below

    def line(self, above: int, below: int) -> None:
        """Add a thin line from margin to margin, as above a total."""
        top = self.y + above
        left, right = self.margin, self.width - self.margin

        def draw(dots: Dots) -> None:
            dots[top : top + 2, left:right] = True

        self._shapes.append(draw)
        self.y = top + 2 + below

    def qr(self, payload: str, *, module: int, side: int) -> None:
        """Add a QR code in the middle with its quiet zone.

        A module is `module` whole dots, or more as long as the code stays within `side` dots: a short payload gets
        larger modules, which old phones read. Raises ValueError when even the smallest is wider than the paper.
        """
        code = qr.modules(payload)
        module = max(module, side // len(code))
        picture = np.pad(code, qr.QUIET).repeat(module, axis=0).repeat(module, axis=1)
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
        lines = break_lines(drawable(text), room, face.width)
        wide = round(max(face.width(line) for line in lines)) + 2 * (pad_x + 3)
        top, left = self.y, (self.width - wide) // 2
        tall = len(lines) * line_height(face) + 2 * (pad_y + 3)

        def draw(dots: Dots) -> None:
            dots[top : top + 3, left : left + wide] = dots[top + tall - 3 : top + tall, left : left + wide] = True
            dots[top : top + tall, left : left + 3] = dots[top : top + tall, left + wide - 3 : left + wide] = True

        self._shapes.append(draw)
        for number, line in enumerate(lines):
            x = (self.width - face.width(line)) / 2
            self._place(line, face, x, top + 3 + pad_y + number * line_height(face), hang=False)
        self.y += tall

    def _place(self, line: str, face: Typeface, left: float, top: float, *, hang: bool) -> None:
        if hang and line[:1] in HANGING:
            left -= 0.45 * face.size  # the bracket's empty half hangs out, so that the ink stands on the margin
        self.texts.append(Placed(line, face, left, top + _baseline(face, line_height(face))))

    def raster(self) -> Raster:
        """Draw what was added. Raises RuntimeError when Qt cannot paint."""
        image = QImage(self.width, max(1, self.y), QImage.Format.Format_Grayscale8)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter()
        if not painter.begin(image):
            raise RuntimeError("QPainter does not begin on an image")
        try:
            painter.setPen(Qt.GlobalColor.black)
            for text, face, left, baseline in self.texts:
                face.draw(painter, left, baseline, text)
        finally:
            painter.end()
        grey = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine())
        dots: Dots = grey[:, : self.width] < INK
        for draw_shape in self._shapes:
            draw_shape(dots)
        return Raster.from_dots(dots)


def line_height(face: Typeface) -> int:
    """Return the height of one line in dots."""
    return round(face.size * LINE_HEIGHT)


def _baseline(face: Typeface, tall: int) -> float:
    return (tall - face.ascent - face.descent) / 2 + face.ascent


def _from_point(amount: str) -> str:
    return amount[amount.index(".") :]


def _balanced(text: str, width: float, face: Typeface) -> list[str]:
    """Break a centred text into no more lines than it needs, best where a reader pauses, else about equally wide."""
    best = break_at_pauses(text, width, face.width)
    wanted, pauses = len(best), _pauses(best)
    narrow = width - face.size / 2 if wanted > 1 else 0.0
    while narrow > face.size and len(lines := break_at_pauses(text, narrow, face.width)) == wanted:
        if _pauses(lines) >= pauses:
            best, pauses = lines, _pauses(lines)
        narrow -= face.size / 2
    return best


def _pauses(lines: Sequence[str]) -> int:
    """Count the line ends that stand behind a punctuation mark or before a bracket."""
    return sum(
        above[-1:] in NEVER_FIRST or below[:1] in NEVER_LAST for above, below in pairwise(lines) if above and below
    )
