# SPDX-License-Identifier: GPL-3.0-or-later
"""What is drawn on a page, placed, and what it means: a tree of elements as a reading voice goes through it.

Places are in points (1/72 inch) from the lower left corner of the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from printers.document.typeface import Weight

MM = 72 / 25.4
"""Points in a millimetre."""
PAGE = (210 * MM, 297 * MM)
"""A4 (ISO 216)."""

Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Text:
    """A run of text on a baseline."""

    x: float
    y: float
    text: str
    size: float
    weight: Weight = "regular"
    spread: float = 0.0
    """Added after each character, to fill a line."""
    grey: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line."""

    start: Point
    end: Point
    width: float = 0.5


@dataclass(frozen=True, slots=True)
class Frame:
    """An empty rectangle."""

    x: float
    y: float
    width: float
    height: float
    line: float = 0.5


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code, its quiet zone included, with the lower left corner at (x, y)."""

    x: float
    y: float
    side: float
    payload: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line drawn by hand; each point with the width of the line there."""

    points: tuple[tuple[float, float, float], ...]


Mark: TypeAlias = Text | Line | Frame | Code | Stroke

Tag: TypeAlias = Literal["Document", "H1", "P", "L", "LI", "Table", "TR", "TH", "TD", "Figure", "Artifact"]
"""Standard structure types (ISO 32000-1, 14.8.4). An artifact is for the eye alone, such as a hairline."""


@dataclass
class Element:
    """One element: its parts in the order of reading, and what is drawn of it on which page, counted from 0."""

    tag: Tag
    parts: list[Element] = field(default_factory=list)
    marks: list[tuple[int, Mark]] = field(default_factory=list)
    alternative: str = ""
    """What a figure shows, in words."""

    def add(self, tag: Tag, alternative: str = "") -> Element:
        """Add a part and return it."""
        part = Element(tag, alternative=alternative)
        self.parts.append(part)
        return part
