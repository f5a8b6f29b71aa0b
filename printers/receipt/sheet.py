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

from printers import qr
from printers.line_breaks import NEVER_FIRST, NEVER_LAST, break_at_pauses, break_lines
from printers.raster import Raster
from printers.receipt.typeface import Typeface, drawable

Bits: TypeAlias = npt.NDArray[np.uint8]
"""Rows of dots as `Raster` holds them: eight in a byte, 1 is black."""

LINE_HEIGHT = 1.36
"""Of the em."""
HANGING = frozenset("（《〈「『【〔〖")
_FRAME = 3
"""Dots."""
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
        self._shapes: list[Callable[[Bits], None]] = []

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
        widths = [key.width(name) for name, _ in pairs]
        widest = min(max(widths, default=0.0), room)
        torn = [self._torn(text, value, widest + gap) for _, text in pairs]
        column = min(max((wide for wide, below in zip(widths, torn, strict=True) if not below), default=0.0), room)
        left = self.margin + column + gap
        for index, ((name, text), wide) in enumerate(zip(pairs, widths, strict=True)):
            self.y += lead if index else 0
            top = self.y
            if wide > column or self._torn(text, value, column + gap):
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
        if face.width(text) <= self.inner - indent:
            return False
        beside = break_lines(text, self.inner - indent, face.width)
        return len(beside) >= 1 + len(break_lines(text, self.inner, face.width))

    def sums(self, sums: Sequence[Sum], *, gap: int, lead: int) -> None:
        """Add rows of a name and an amount: the amounts on the right, their points under each other.

        A name that has no room beside its amount takes whole lines, and the amount stands below, or beside its end.
        """
        behind = max(one.value.width(_from_point(one.amount)) for one in sums)
        point = self.width - self.margin - behind
        for index, one in enumerate(sums):
            self.y += lead if index else 0
            if one.ruled:
                self.line(above=4, below=lead)
            left = point - one.value.width(one.amount.removesuffix(_from_point(one.amount)))
            name = drawable(one.name)
            beside = left - gap - self.margin
            lines = [name] if one.key.width(name) <= beside else break_lines(name, self.inner, one.key.width)
            if one.key.width(lines[-1]) > beside:
                lines.append("")
            for line in lines[:-1]:
                self._place(line, one.key, self.margin, self.y, hang=True)
                self.y += line_height(one.key)
            tall = max(line_height(one.key), line_height(one.value))
            baseline = self.y + _baseline(one.value, tall)
            if lines[-1]:
                self.texts.append(Placed(lines[-1], one.key, self.margin, baseline))
            self.texts.append(Placed(one.amount, one.value, left, baseline))
            self.y += tall

    def rule(self, above: int, below: int) -> None:
        """Add a dotted line (虚线) from margin to margin."""
        dots = np.zeros(self.width, np.bool_)
        for offset in range(3):
            dots[self.margin + offset : self.width - self.margin : 9] = True
        self.y += above
        self._shape(dots, 3)
        self.y += below

    def line(self, above: int, below: int) -> None:
        """Add a thin line from margin to margin, as above a total."""
        self.y += above
        self._shape(self._across(self.margin, self.width - self.margin), 2)
        self.y += below

    def qr(self, payload: str, *, module: int, side: int) -> None:
        """Add a QR code in the middle with its quiet zone.

        A module is `module` whole dots, or more as long as the code stays within `side` dots: a short payload gets
        larger modules, which old phones read. Raises ValueError when even the smallest is wider than the paper.
        """
        code = qr.modules(payload)
        module = max(module, side // len(code))
        wide, quiet = len(code) * module, qr.QUIET * module
        if wide + 2 * quiet > self.width:
            raise ValueError(f"a QR code of {len(payload)} characters is wider than the paper")
        left = (self.width - wide) // 2
        dots = np.zeros((len(code), self.width), np.bool_)
        dots[:, left : left + wide] = code.repeat(module, axis=1)
        self.y += quiet
        self._shape(dots, module)
        self.y += quiet

    def framed(self, text: str, face: Typeface) -> None:
        """Add a text in the middle within a frame of 3 dots."""
        pad_x, pad_y = 24, 6
        room = self.inner - 2 * (pad_x + _FRAME)
        lines = break_lines(drawable(text), room, face.width)
        wide = round(max(face.width(line) for line in lines)) + 2 * (pad_x + _FRAME)
        left = (self.width - wide) // 2
        side = self._across(left, left + _FRAME) | self._across(left + wide - _FRAME, left + wide)
        self._shape(self._across(left, left + wide), _FRAME)
        top = self.y + pad_y
        for number, line in enumerate(lines):
            x = (self.width - face.width(line)) / 2
            self._place(line, face, x, top + number * line_height(face), hang=False)
        self._shape(side, len(lines) * line_height(face) + 2 * pad_y)
        self._shape(self._across(left, left + wide), _FRAME)

    def _across(self, left: int, right: int) -> npt.NDArray[np.bool_]:
        dots = np.zeros(self.width, np.bool_)
        dots[left:right] = True
        return dots

    def _shape(self, dots: npt.NDArray[np.bool_], tall: int) -> None:
        """Add one row of dots, or several, each of them `tall` dots high."""
        rows = np.packbits(np.atleast_2d(dots), axis=1).repeat(tall, axis=0)
        top = self.y

        def draw(bits: Bits) -> None:
            bits[top : top + len(rows)] |= rows

        self._shapes.append(draw)
        self.y += len(rows)

    def _place(self, line: str, face: Typeface, left: float, top: float, *, hang: bool) -> None:
        if hang and line[:1] in HANGING:
            left -= 0.45 * face.size  # the bracket's empty half hangs out, so that the ink stands on the margin
        self.texts.append(Placed(line, face, left, top + _baseline(face, line_height(face))))

    def raster(self) -> Raster:
        """Draw what was added. Raises RuntimeError when Qt cannot paint."""
        bits: Bits = np.zeros((max(1, self.y), self.width // 8), np.uint8)
        for text in self.texts:
            self._ink(bits, text)
        for draw_shape in self._shapes:
            draw_shape(bits)
        return Raster(self.width, bits.tobytes())

    def _ink(self, bits: Bits, placed: Placed) -> None:
        """Draw one line of text, on a strip of its own that is then laid over the paper."""
        text, face, left, baseline = placed
        above, below = round(face.ascent), round(face.descent)
        strip = np.zeros((above + below, self.width), np.bool_)
        start = round(left)
        for pen, (ink, across, down) in face.glyphs(text):
            x, y = max(0, start + pen + across), max(0, above + down)
            place = strip[y : y + ink.shape[0], x : x + ink.shape[1]]
            place |= ink[: place.shape[0], : place.shape[1]]
        top = round(baseline) - above
        rows = bits[max(0, top) : top + len(strip)]
        rows |= np.packbits(strip, axis=1)[max(0, -top) :][: len(rows)]


def line_height(face: Typeface) -> int:
    """Return the height of one line in dots."""
    return round(face.size * LINE_HEIGHT)


def _baseline(face: Typeface, tall: int) -> float:
    return (tall - face.ascent - face.descent) / 2 + face.ascent


def _from_point(amount: str) -> str:
    return amount[amount.index(".") :]


def _balanced(text: str, width: float, face: Typeface) -> list[str]:
    """Break a centred text into no more lines than it needs, best where a reader pauses, else about equally wide."""
    pausing = break_at_pauses(text, width, face.width)
    if len(pausing) == 1:
        return pausing
    too_narrow, enough = face.width(text) / len(pausing), width
    while enough - too_narrow > face.size / 2:
        middle = (too_narrow + enough) / 2
        if len(break_lines(text, middle, face.width)) > len(pausing):
            too_narrow = middle
        else:
            enough = middle
    even = break_lines(text, enough, face.width)
    return even if _pauses(even) >= _pauses(pausing) else pausing


def _pauses(lines: Sequence[str]) -> int:
    """Count the line ends that stand behind a punctuation mark or before a bracket."""
    return sum(
        above[-1:] in NEVER_FIRST or below[:1] in NEVER_LAST for above, below in pairwise(lines) if above and below
    )
