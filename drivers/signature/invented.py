# SPDX-License-Identifier: GPL-3.0-or-later
"""A name that nobody writes like this: for the demo, the tests and training; never part of a terminal's build."""

from __future__ import annotations

from itertools import pairwise

FIELD = (100.0, 40.0)
"""Millimetres."""

CORNERS: tuple[tuple[tuple[float, float], ...], ...] = (
    ((8, 10), (13, 9.5), (20, 9)),
    ((9, 18), (14, 17.5), (19, 17)),
    ((14, 9.5), (14.3, 18), (14, 27)),
    ((5, 28), (13, 27), (24, 26)),
    ((38, 6), (38.2, 16), (38, 26), (37, 28.5), (33, 25)),
    ((31, 14), (29, 19), (26, 23)),
    ((44, 13), (47, 17), (50, 21)),
    ((58, 9), (58, 16), (57.5, 24)),
    ((58, 9), (63, 8), (66, 8.2), (65.5, 15), (65, 23)),
    ((58.3, 16), (61, 15.5), (65, 15)),
    ((58, 23), (61, 22.6), (65, 22)),
    ((72, 7), (72, 15), (71, 22), (67, 29)),
    ((72, 7), (77, 6), (81, 6.3), (81, 16), (80.5, 28), (78, 30), (74, 27)),
    ((72, 13.5), (76, 13), (80, 12.8)),
    ((72, 19.5), (76, 19), (80, 18.7)),
    ((88, 25),),
)
"""王小明 and a dot, stroke by stroke, as the corners that a hand passes, in millimetres."""

XYT = tuple[float, float, float]


def written(
    corners: tuple[tuple[tuple[float, float], ...], ...] = CORNERS, *, speed: float = 110.0, rate: float = 133.0
) -> list[list[XYT]]:
    """Return the points that a pad sees of it at `rate` a second: x and y in millimetres, and the seconds.

    The hand is slow at each corner, and rests for a tenth of a second between two strokes.
    """
    strokes, time = [], 0.0
    for stroke in corners:
        points = [(*stroke[0], time)]
        for (x0, y0), (x1, y1) in pairwise(stroke):
            length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
            count = max(2, round(length / speed * rate))
            for number in range(1, count + 1):
                share = number / count
                share = share * share * (3 - 2 * share)
                time += 1 / rate
                points.append((x0 + share * (x1 - x0), y0 + share * (y1 - y0), time))
        strokes.append(points)
        time += 0.1
    return strokes
