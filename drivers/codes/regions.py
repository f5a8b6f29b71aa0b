# SPDX-License-Identifier: GPL-3.0-or-later
"""Where in a picture a code may be: places full of edges in both directions."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from drivers.codes.picture import Grey

_CELL = 16
"""Pixels a side of the squares that are judged as one."""
_MOST = 4
_SMALLEST = 32
"""Pixels a side below which no code fits: 21 modules of a pixel and a half."""
_ABOVE, _TIMES = 5.0, 1.7
"""How much stronger than the picture's middle the edges of a code are: by grey levels a pixel, and by a factor."""


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of a picture, in pixels."""

    left: int
    top: int
    right: int
    bottom: int

    def lies_in(self, other: Region) -> bool:
        """Whether it is a part of `other`, and not empty."""
        across = other.left <= self.left < self.right <= other.right
        return across and other.top <= self.top < self.bottom <= other.bottom

    def of(self, picture: Grey) -> Grey:
        """Return this part of the picture, without copying it."""
        return picture[self.top : self.bottom, self.left : self.right]


def regions(picture: Grey) -> list[Region]:
    """Return up to four places where a code may be, the likeliest first, each with a margin."""
    height, width = picture.shape
    if min(height, width) < 2 * _CELL:
        return []
    edges = _edges(picture)
    usual = float(np.median(edges))
    strong = (edges > max(usual * _TIMES, usual + _ABOVE)).astype(np.uint8)
    strong = np.asarray(cv2.morphologyEx(strong, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), np.uint8)
    number, labels, boxes, _ = cv2.connectedComponentsWithStats(strong)
    ranked: list[tuple[float, Region]] = []
    for label in range(1, number):
        left, top, across, down, cells = (int(one) for one in boxes[label])
        if min(across, down) * _CELL < _SMALLEST:
            continue
        inside = labels[top : top + down, left : left + across] == label
        strength = float(edges[top : top + down, left : left + across][inside].mean())
        square = cells / (across * down) * min(across, down) / max(across, down)
        place = Region(
            max(0, (left - 1) * _CELL),
            max(0, (top - 1) * _CELL),
            min(width, (left + across + 1) * _CELL),
            min(height, (top + down + 1) * _CELL),
        )
        ranked.append((strength * square, place))
    ranked.sort(key=lambda one: one[0], reverse=True)
    return [place for _, place in ranked[:_MOST]]


def _edges(picture: Grey) -> cv2.typing.MatLike:
    """Return how strong the edges in each cell are, in the weaker of both directions: stripes are no code here."""
    calm = cv2.GaussianBlur(picture, (3, 3), 0)
    cells = (picture.shape[1] // _CELL, picture.shape[0] // _CELL)
    across = cv2.resize(cv2.absdiff(calm[:, 2:], calm[:, :-2]), cells, interpolation=cv2.INTER_AREA)
    down = cv2.resize(cv2.absdiff(calm[2:], calm[:-2]), cells, interpolation=cv2.INTER_AREA)
    return np.minimum(across, down)
