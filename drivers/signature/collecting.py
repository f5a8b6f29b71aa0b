# SPDX-License-Identifier: GPL-3.0-or-later
"""From what a pad reports to ink in millimetres, as pure functions of the samples."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from drivers.contract import ConfigurationError
from drivers.event_node import Axis
from drivers.signature.contract import TooMuchInk
from drivers.signature.pen import Sample, Shape, Touch
from drivers.signature.strokes import MOST_INK, MOST_MILLIMETRES, MOST_POINTS, MOST_STROKES, Point, Signature

News = tuple[tuple[Point, ...], bool]
"""Points that are new, and whether a new stroke begins with the first of them."""


class Paper:
    """The field of a pad: its units as millimetres. `width` and `height` stand in for what it does not tell."""

    def __init__(self, shape: Shape, width: float, height: float) -> None:
        self._shape = shape
        self.width = _millimetres(shape.x, width)
        self.height = _millimetres(shape.y, height)

    def point(self, sample: Sample, begin: float) -> Point:
        """Return where a sample is, on the field or its edge, and how many seconds after `begin`."""
        felt = None
        if self._shape.pressure is not None and sample.pressure is not None:
            felt = _share(self._shape.pressure, sample.pressure)
        x, y = _share(self._shape.x, sample.x) * self.width, _share(self._shape.y, sample.y) * self.height
        return Point(x, y, sample.seconds - begin, felt)


class Ink:
    """What has been drawn so far. A line that was begun before is not taken up in its midst."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._strokes: list[list[Point]] = []
        self._draws = False
        self._begin = 0.0
        self._count = 0
        self._length = 0.0

    def take(self, samples: Iterable[Sample]) -> Iterator[News]:
        """Take what the pad has reported; yield what is new, stroke by stroke. Raises `TooMuchInk`."""
        fresh: list[Point] = []
        begins = False
        for sample in samples:
            if sample.touch is not Touch.MOVED and fresh:
                yield tuple(fresh), begins
                fresh = []
            if sample.touch is Touch.UP:
                self._draws = False
                continue
            if begins_now := sample.touch is Touch.DOWN:
                self._put_down(sample)
            if self._draws:
                begins = begins_now or (begins and bool(fresh))
                fresh.append(self._add(sample))
        if fresh:
            yield tuple(fresh), begins

    def signature(self) -> Signature:
        """Return what has been drawn."""
        return Signature.from_strokes(self._strokes, width=self._paper.width, height=self._paper.height)

    def wipe(self) -> None:
        """Forget everything."""
        for stroke in self._strokes:
            stroke.clear()
        self._strokes.clear()
        self._draws = False
        self._count = 0
        self._length = 0.0

    def _put_down(self, sample: Sample) -> None:
        if len(self._strokes) >= MOST_STROKES:
            raise TooMuchInk("more strokes than a signature has")
        if not self._strokes:
            self._begin = sample.seconds
        self._strokes.append([])
        self._draws = True

    def _add(self, sample: Sample) -> Point:
        self._count += 1
        if self._count > MOST_POINTS:
            raise TooMuchInk("more points than a signature has")
        point = self._paper.point(sample, self._begin)
        stroke = self._strokes[-1]
        self._length += math.dist(stroke[-1][:2], point[:2]) if stroke else 0.0
        if self._length > MOST_INK:
            raise TooMuchInk("more ink than a signature has")
        stroke.append(point)
        return point


def _millimetres(axis: Axis, told: float) -> float:
    size = told or ((axis.most - axis.least) / axis.resolution if axis.resolution > 0 else 0)
    if not 0 < size <= MOST_MILLIMETRES:
        raise ConfigurationError("the pad does not tell how large it is; set its width and height in millimetres")
    return size


def _share(axis: Axis, value: int) -> float:
    return min(max((value - axis.least) / max(axis.most - axis.least, 1), 0.0), 1.0)
