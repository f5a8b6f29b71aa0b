# SPDX-License-Identifier: GPL-3.0-or-later
"""A round official seal (电子印章) as a drawing: ring, star, the office along the arc, and what the seal is for below.

After GB/T 33481-2016: 42 mm across, red, the office from left to right along the upper arc. Everything is a path, so
that it needs no font and looks the same wherever it is shown. The drawing proves nothing; the signature it is part of
does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from printers.document.glyphs import Corner, outline
from printers.document.marks import MM
from printers.document.typeface import typeface

SIDE = 42 * MM
RED = (0.84, 0.08, 0.10)

_RING = 1.2 * MM
"""Width of the ring."""
_ARC = SIDE / 2 - 1.9 * MM
"""Radius on which the tops of the characters stand."""
_TALL = 6.3 * MM
_NARROW = 0.74
"""Characters along the arc are narrower than high."""
_WIDEST = math.radians(236)
"""The arc that a long name takes at most."""
_STAR = 6.4 * MM
"""Radius of the star in the middle."""
_BELOW = 4.3 * MM
"""Height of the characters below the star."""


@dataclass(frozen=True)
class Seal:
    """What stands on a seal."""

    office: str
    """Along the arc."""
    purpose: str
    """Below the star, such as 业务专用章."""


@lru_cache(maxsize=16)
def seal_path(seal: Seal) -> str:
    """Return the operators that draw a seal in a square of `SIDE` points from the origin.

    Raises KeyError for a character that the shipped typeface lacks.
    """
    middle = SIDE / 2
    red = " ".join(f"{part:.2f}" for part in RED)
    ring = f"{_RING:.2f} w {_circle(middle, middle, middle - _RING / 2)} S"
    shapes = [_star(middle, middle, _STAR), *_arc(seal.office, middle), *_straight(seal.purpose, middle)]
    return f"q {red} rg {red} RG {ring} {' '.join(shapes)} f Q"


def _circle(x: float, y: float, radius: float) -> str:
    bend = radius * 0.5523
    quarters = (
        (x + radius, y + bend, x + bend, y + radius, x, y + radius),
        (x - bend, y + radius, x - radius, y + bend, x - radius, y),
        (x - radius, y - bend, x - bend, y - radius, x, y - radius),
        (x + bend, y - radius, x + radius, y - bend, x + radius, y),
    )
    curves = " ".join(" ".join(f"{place:.2f}" for place in quarter) + " c" for quarter in quarters)
    return f"{x + radius:.2f} {y:.2f} m {curves} h"


def _star(x: float, y: float, radius: float) -> str:
    inner = radius * math.sin(math.radians(18)) / math.sin(math.radians(54))
    corners = [
        (x + length * math.sin(turn), y + length * math.cos(turn))
        for number in range(10)
        for length, turn in [(inner if number % 2 else radius, math.radians(36 * number))]
    ]
    legs = [f"{right:.2f} {up:.2f} {'l' if number else 'm'}" for number, (right, up) in enumerate(corners)]
    return " ".join(legs) + " h"


def _arc(text: str, middle: float) -> list[str]:
    """Return the characters along the upper arc, evenly from its left end to its right one."""
    step = min(math.radians(28), _WIDEST / max(1, len(text) - 1))
    across = min(_TALL * _NARROW, 0.92 * 2 * math.sin(step / 2) * (_ARC - _TALL / 2))
    shapes = []
    for number, character in enumerate(text):
        turn = (number - (len(text) - 1) / 2) * step
        sine, cosine = math.sin(turn), math.cos(turn)
        foot = _ARC - _TALL

        def place(
            x: float, y: float, sine: float = sine, cosine: float = cosine, foot: float = foot
        ) -> tuple[float, float]:
            right, up = (x - 500) / 1000 * across, foot + (y + 110) / 1000 * _TALL
            return middle + right * cosine + up * sine, middle - right * sine + up * cosine

        shapes.append(_glyph(character, place))
    return shapes


def _straight(text: str, middle: float) -> list[str]:
    size = min(_BELOW, 1.45 * (_ARC - _TALL) / max(1, len(text)))
    left = middle - len(text) * size / 2
    low = middle - _STAR - 2.2 * MM - size

    def shape(number: int, character: str) -> str:
        return _glyph(
            character,
            lambda x, y: (left + (number + x / 1000) * size, low + (y + 110) / 1000 * size * _BELOW / size),
        )

    return [shape(number, character) for number, character in enumerate(text)]


def _glyph(character: str, place: object) -> str:
    face = typeface("bold")
    return " ".join(_contour(contour, place) for contour in outline(face, face.glyph(character)))


def _contour(contour: list[Corner], place: object) -> str:
    """Return one contour: TrueType's quadratic curves as PDF's cubic ones."""
    corners: list[Corner] = []
    for before, corner in zip([contour[-1], *contour], contour, strict=False):
        if not before.on and not corner.on:  # the point between two control points lies on the curve
            corners.append(Corner((before.x + corner.x) / 2, (before.y + corner.y) / 2, on=True))
        corners.append(corner)
    first = next(number for number, corner in enumerate(corners) if corner.on)
    corners = [*corners[first:], *corners[: first + 1]]
    spots = [place(corner.x, corner.y) for corner in corners]  # type: ignore[operator]
    x, y = spots[0]
    operators = [f"{x:.2f} {y:.2f} m"]
    number = 1
    while number < len(corners):
        if corners[number].on:
            x, y = spots[number]
            operators.append(f"{x:.2f} {y:.2f} l")
            number += 1
            continue
        (bend_x, bend_y), (end_x, end_y) = spots[number], spots[number + 1]
        curve = [x + (bend_x - x) * 2 / 3, y + (bend_y - y) * 2 / 3]
        curve += [end_x + (bend_x - end_x) * 2 / 3, end_y + (bend_y - end_y) * 2 / 3, end_x, end_y]
        operators.append(" ".join(f"{value:.2f}" for value in curve) + " c")
        x, y = end_x, end_y
        number += 2
    return " ".join(operators) + " h"
