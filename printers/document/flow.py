# SPDX-License-Identifier: GPL-3.0-or-later
"""Where on which page things come to stand: from the top down, over as many pages as they take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from printers.document.marks import MM, PAGE, Element, Mark, Text
from printers.document.typeface import Weight, typeface
from printers.line_breaks import break_lines

TOP, BOTTOM, LEFT, RIGHT = 30 * MM, 28 * MM, 28 * MM, 26 * MM
"""Margins; left and right as in GB/T 9704, above and below less, so that a certificate is one page."""
INNER = PAGE[0] - LEFT - RIGHT
LEADING = 1.75
"""Height of a line of running text, of its size."""
_WIDEST_GAP = 0.12
"""Of the size: a line that would have to be spread further is left ragged."""


@dataclass
class Flow:
    """The place that is reached."""

    page: int = 0
    y: float = PAGE[1] - TOP

    def need(self, height: float) -> None:
        """Go on to the next page when there is no room for something this high."""
        if self.y - height < BOTTOM:
            self.page += 1
            self.y = PAGE[1] - TOP

    def put(self, element: Element, mark: Mark) -> None:
        """Draw something of an element on the present page."""
        element.marks.append((self.page, mark))


def baseline(size: float, height: float) -> float:
    """Return how far below a line's top its baseline is, for a text in the middle of the line."""
    face = typeface("regular")
    return (height - (face.ascent - face.descent) * size) / 2 + face.ascent * size


def wrapped(text: str, size: float, width: float, weight: Weight = "regular", indent: float = 0.0) -> list[str]:
    """Break a text into lines; `indent` is the white before the first one."""
    face = typeface(weight)
    # A stand-in for the white, which no line ends with and nothing breaks from what follows.
    lead = "\u2060" * round(indent)

    def measure(part: str) -> float:
        own = part.lstrip("\u2060")
        return face.width(own) * size + (len(part) - len(own))

    return [line.lstrip("\u2060") for line in break_lines(lead + text, width, measure)]


def filled(
    lines: list[str], *, size: float, width: float, weight: Weight = "regular", indent: float = 0.0
) -> Iterator[tuple[str, float, float]]:
    """Yield each line with its left edge and how far its characters are spread, so that both margins are even."""
    face = typeface(weight)
    for number, line in enumerate(lines):
        left = 0.0 if number else indent
        missing = width - left - face.width(line) * size
        spread = missing / (len(line) - 1) if len(line) > 1 and number < len(lines) - 1 else 0.0
        yield line, left, spread if 0 < spread <= _WIDEST_GAP * size else 0.0


def placed(text: str, *, left: float, width: float, size: float, align: str, y: float, **look: object) -> Text:
    """Return a line of text at its place between two edges."""
    weight: Weight = look.get("weight", "regular")  # type: ignore[assignment]
    free = width - typeface(weight).width(text) * size
    x = left + {"left": 0.0, "centre": free / 2, "right": free}[align]
    return Text(x, y, text, size, **look)  # type: ignore[arg-type]
