# SPDX-License-Identifier: GPL-3.0-or-later
"""A signature (签名) as it was drawn: strokes of points, whatever they were drawn on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, Self

MOST_POINTS = 20_000
"""Points of one signature; a hand that writes for a minute and a half gives as many, at 200 a second."""
MOST_STROKES = 500
MOST_INK = 20_000.0
"""Millimetres of line of one signature, ten times what a long name takes. A broken pad jumps from corner to corner, and
each metre takes time and memory to draw."""
MOST_MILLIMETRES = 500.0
"""Width and height of a field, at most."""

_TOUCHED = 1.0
"""Millimetres of ink below which a field counts as empty: a finger has touched it."""
_LENGTH = 15.0
_EXTENT = 6.0
"""Millimetres of ink, and of the longer side of what it covers, from which a name can be meant."""


class Point(NamedTuple):
    """Where the pen was, and when."""

    x: float
    """Millimetres from the left edge of the field."""
    y: float
    """Millimetres from its upper edge."""
    t: float
    """Seconds since the first point of the signature."""
    pressure: float | None = None
    """From 0 to 1; None where the pad does not feel it."""


Stroke = tuple[Point, ...]
"""From pen down to pen up; never empty."""


class Amount(StrEnum):
    """Whether somebody has signed."""

    EMPTY = "empty"
    LITTLE = "little"
    """A dot or a dash: ask again. 一 alone is a dash, but no whole name."""
    ENOUGH = "enough"


@dataclass(frozen=True, repr=False)
class Signature:
    """What somebody has written on a field of `width` × `height` millimetres. Its repr shows nothing of it."""

    strokes: tuple[Stroke, ...]
    width: float
    height: float

    @classmethod
    def from_strokes(cls, strokes: Iterable[Sequence[Point]], *, width: float, height: float) -> Self:
        """Return the signature of points in millimetres, from any pad or screen.

        Points outside the field are moved to its edge, time never runs backwards and begins at 0, pressure is kept
        between 0 and 1. Raises ValueError for numbers that are none, no field, or more points than a hand can draw.
        """
        if not (0 < width <= MOST_MILLIMETRES and 0 < height <= MOST_MILLIMETRES):
            raise ValueError("the field has no size that a field can have")
        drawn = [list(stroke) for stroke in strokes if stroke]
        if len(drawn) > MOST_STROKES or sum(map(len, drawn)) > MOST_POINTS:
            raise ValueError("more ink than a signature has")
        begin = drawn[0][0].t if drawn else 0.0
        latest = 0.0
        clean = []
        for stroke in drawn:
            points = []
            for x, y, t, pressure in stroke:
                if not all(map(math.isfinite, (x, y, t, pressure or 0.0))):
                    raise ValueError("a point that is nowhere")
                latest = max(latest, t - begin)
                felt = None if pressure is None else min(max(pressure, 0.0), 1.0)
                points.append(Point(min(max(x, 0.0), width), min(max(y, 0.0), height), latest, felt))
            clean.append(tuple(points))
        signature = cls(tuple(clean), width, height)
        if signature.ink_length > MOST_INK:
            raise ValueError("more ink than a signature has")
        return signature

    @cached_property
    def ink_length(self) -> float:
        """Millimetres of line."""
        return sum(_length(stroke) for stroke in self.strokes)

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the ink in millimetres; all 0 when there is none."""
        points = [point for stroke in self.strokes for point in stroke]
        if not points:
            return 0.0, 0.0, 0.0, 0.0
        xs, ys = [point.x for point in points], [point.y for point in points]
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def duration(self) -> float:
        """Seconds from the first point to the last."""
        return self.strokes[-1][-1].t if self.strokes else 0.0

    @property
    def amount(self) -> Amount:
        """Whether there is enough ink for a name."""
        left, top, right, bottom = self.box
        if self.ink_length < _TOUCHED:
            return Amount.EMPTY
        is_enough = self.ink_length >= _LENGTH and max(right - left, bottom - top) >= _EXTENT
        return Amount.ENOUGH if is_enough else Amount.LITTLE

    def __repr__(self) -> str:
        return f"Signature({self.amount})"


def _length(stroke: Stroke) -> float:
    return sum(math.dist(before[:2], after[:2]) for before, after in pairwise(stroke))
