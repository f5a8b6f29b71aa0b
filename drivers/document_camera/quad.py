# SPDX-License-Identifier: GPL-3.0-or-later
"""Plane geometry of quadrilaterals. Points are right and down, in pixels."""

from __future__ import annotations

import math
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Quad: TypeAlias = NDArray[np.float64]
"""4 × 2, clockwise as seen, from the top left."""
Line: TypeAlias = tuple[Floats, Floats]
"""Two points of it."""

_SHARPEST, _BLUNTEST = 40.0, 140.0
"""Degrees that a sheet's corner can have, seen from above the desk."""


def area(quad: Quad) -> float:
    """Return the area in square pixels."""
    return float(abs(cv2.contourArea(quad.astype(np.float32))))


def convex(quad: Quad) -> bool:
    """Whether no corner points inwards and no two sides cross."""
    return bool(cv2.isContourConvex(quad.astype(np.float32)))


def angles_fit(quad: Quad) -> bool:
    """Whether each corner could be a sheet's."""
    for at in range(4):
        one, other = quad[at - 1] - quad[at], quad[(at + 1) % 4] - quad[at]
        size = float(np.hypot(*one) * np.hypot(*other))
        if size < 1.0:
            return False
        angle = math.degrees(math.acos(max(-1.0, min(1.0, float(one @ other) / size))))
        if not _SHARPEST <= angle <= _BLUNTEST:
            return False
    return True


def intersection(one: Line, other: Line) -> Floats | None:
    """Return where two lines meet; None for lines that are nearly parallel."""
    (a, b), (c, d) = one, other
    along, across = b - a, d - c
    cross = float(along[0] * across[1] - along[1] * across[0])
    if abs(cross) < 0.05 * float(np.hypot(*along) * np.hypot(*across)):
        return None
    gap = c - a
    return np.asarray(a + along * ((gap[0] * across[1] - gap[1] * across[0]) / cross), np.float64)


def in_order(quad: Quad) -> Quad:
    """Return the corners clockwise from the one nearest to the top left."""
    middle = quad.mean(0)
    turn = np.argsort(np.arctan2(quad[:, 1] - middle[1], quad[:, 0] - middle[0]))
    ordered = quad[turn]
    return np.asarray(np.roll(ordered, -int(np.argmin(ordered.sum(1))), 0), np.float64)


def sides(quad: Quad) -> tuple[float, float]:
    """Return mean width and height of a quadrilateral in order."""
    top, right, bottom, left = (math.dist(quad[at], quad[(at + 1) % 4]) for at in range(4))
    return (top + bottom) / 2, (right + left) / 2


def ratio(quad: Quad) -> float:
    """Return longer over shorter side."""
    width, height = sides(quad)
    return max(width, height) / max(1.0, min(width, height))


def overlap(one: Quad, other: Quad) -> float:
    """Return the share of the smaller quadrilateral that lies in the other."""
    common, _ = cv2.intersectConvexConvex(one.astype(np.float32), other.astype(np.float32))
    return float(common) / max(1.0, min(area(one), area(other)))


def reach(quad: Quad, shape: tuple[int, ...]) -> bool:
    """Whether a quadrilateral lies within a picture of this shape."""
    return bool((quad >= 1).all() and (quad < (shape[1] - 2, shape[0] - 2)).all())


def moved(one: Quad, other: Quad) -> float:
    """Return how far the corner that moved most has moved, in pixels."""
    return float(np.hypot(*(one - other).T).max())
