# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the sheets lie in a picture, as pure functions.

Several cheap views of a small copy (bright, dark, pale, edged) each propose outlines; each outline proposes
quadrilaterals out of its longer edges, so that a thumb or a rounded corner does not spoil it; the picture's own edges
say which of them is real. The winner's sides are then fitted in the full picture.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.camera.contract import Pixels
from drivers.document_camera.fit import fitted
from drivers.document_camera.quad import (
    Floats,
    Quad,
    angles_fit,
    area,
    convex,
    in_order,
    intersection,
    overlap,
    ratio,
    reach,
)

_WIDTH = 480
_LEAST_AREA = 0.03
"""Share of the picture below which something is no sheet."""
_MOST_AREA = 0.97
_UNSEEN = 0.4
"""Support of a side that is mostly outside the picture."""
_LONG_EDGES = 8
_OUTLINES = 3
_REAL = 0.55
"""Support by edges from which a quadrilateral counts as a sheet."""
_SECOND = 0.8
"""The same for a second sheet: a table or a block of writing is not one."""
_BORDER = 0.015
"""A corner nearer to the picture's border than this share of its width is cut off."""

Mask: TypeAlias = NDArray[np.uint8]


@dataclass(frozen=True)
class Page:
    """A sheet that was found."""

    corners: Quad
    """4 × 2: top left, top right, bottom right, bottom left, in pixels of the picture."""
    support: float
    """Share of its outline that is an edge in the picture, 0 to 1."""
    cut: bool
    """Whether it reaches over the picture's border."""


def find_pages(pixels: Pixels, side_ratio: float | None = None) -> list[Page]:
    """Return the sheets that lie in a picture, best first, at most two.

    `side_ratio`, longer over shorter side, helps where it is known.
    """
    scale = min(1.0, _WIDTH / pixels.shape[1])
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    small: Pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    edges = _Edges(small)
    supported = [(edges.support(quad), quad) for mask in _views(small) for quad in _proposals(mask)]
    proposals = [
        (_worth(quad, support, small.shape, side_ratio), support, quad)
        for support, quad in supported
        if support >= _REAL
    ]
    proposals.sort(key=lambda proposal: -proposal[0])
    pages: list[tuple[float, Quad]] = []
    for _, support, quad in proposals:
        if all(overlap(quad, other) < 0.1 for _, other in pages):
            # A second sheet is one of a like size, not a photo or a stamp beside the first.
            if not pages or (support >= _SECOND and area(quad) > 0.3 * area(pages[0][1])):
                pages.append((support, quad))
            if len(pages) == 2:
                break
    return [_page(pixels, quad / scale, support) for support, quad in pages]


def _page(pixels: Pixels, coarse: Quad, support: float) -> Page:
    # In order once more: of a sheet that lies at nearly 45°, the fitted corners tell better which is the top left.
    corners = in_order(fitted(pixels, coarse))
    # Fitting may pull the side that is missing to some line of writing near the border: the coarse one counts too.
    height, width = pixels.shape[:2]
    margin = _BORDER * width
    inside = all(((quad > margin) & (quad < (width - margin, height - margin))).all() for quad in (coarse, corners))
    return Page(corners, support, cut=not inside)


def _views(small: Pixels) -> Iterator[Mask]:
    """Yield masks in which a sheet may be one piece."""
    grey = cv2.medianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), 5)
    kernel = np.ones((5, 5), np.uint8)
    _, bright = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    yield cv2.morphologyEx(bright, cv2.MORPH_CLOSE, kernel).astype(np.uint8)
    yield cv2.morphologyEx(255 - bright, cv2.MORPH_CLOSE, kernel).astype(np.uint8)
    # In light that falls off across the desk no one limit parts sheet from desk.
    around = max(1, grey.shape[1] // 3)
    light = cv2.blur(grey, (around, around))
    yield cv2.morphologyEx((grey > light).astype(np.uint8) * 255, cv2.MORPH_OPEN, kernel).astype(np.uint8)
    colour = cv2.cvtColor(cv2.medianBlur(small, 5), cv2.COLOR_BGR2LAB).astype(np.int16)
    tint = np.hypot(colour[..., 1] - 128, colour[..., 2] - 128).clip(0, 255).astype(np.uint8)
    _, tinted = cv2.threshold(tint, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    yield cv2.morphologyEx(255 - tinted, cv2.MORPH_CLOSE, kernel).astype(np.uint8)
    # White on white: only a faint line of shadow shows.
    soft = cv2.GaussianBlur(grey, (0, 0), 1.5)
    steepness = np.hypot(cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1))
    for share in (88.0, 95.0):
        edged = (steepness > max(4.0, float(np.percentile(steepness, share)))).astype(np.uint8) * 255
        yield cv2.morphologyEx(edged, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)).astype(np.uint8)


def _proposals(mask: Mask) -> Iterator[Quad]:
    least, most = _LEAST_AREA * mask.size, _MOST_AREA * mask.size
    outlines, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    hulls = sorted((cv2.convexHull(outline) for outline in outlines if len(outline) >= 4), key=cv2.contourArea)
    for hull in reversed(hulls[-_OUTLINES:]):
        size = cv2.contourArea(hull)
        if least <= size:
            for quad in _from_edges(hull):
                if least <= area(quad) <= most and area(quad) < 1.6 * size:
                    yield quad


def _from_edges(hull: Any) -> Iterator[Quad]:
    """Yield the quadrilaterals that any four of the longer edges of an outline enclose."""
    corners = cv2.approxPolyDP(hull, 0.012 * cv2.arcLength(hull, closed=True), closed=True).reshape(-1, 2)
    edges = list(zip(corners.astype(np.float64), np.roll(corners, -1, 0).astype(np.float64), strict=True))
    longest = sorted(range(len(edges)), key=lambda at: -math.dist(*edges[at]))[:_LONG_EDGES]
    for chosen in itertools.combinations(sorted(longest), 4):
        sides = [edges[at] for at in chosen]
        met = [intersection(sides[at - 1], sides[at]) for at in range(4)]
        if all(corner is not None for corner in met):
            quad = np.array(met, np.float64)
            if convex(quad) and angles_fit(quad):
                yield quad


class _Edges:
    """The edges of a picture, to be asked whether a line runs along one."""

    def __init__(self, small: Pixels) -> None:
        # Each channel for itself: a sheet may differ from the desk in colour only.
        soft = cv2.GaussianBlur(small, (0, 0), 1.2)
        self._across = np.asarray(cv2.Sobel(soft, cv2.CV_32F, 1, 0), np.float32)
        self._down = np.asarray(cv2.Sobel(soft, cv2.CV_32F, 0, 1), np.float32)
        steepness = np.abs(self._across).max(2) + np.abs(self._down).max(2)
        self._least = max(7.0, 2.0 * float(np.median(steepness)))
        self._shape = small.shape[:2]

    def support(self, quad: Quad) -> float:
        """Return how much of a quadrilateral's outline lies on edges that run along it; its worst side counts most.

        What is outside the picture has no edges, and does not speak against it either.
        """
        along = np.linspace(0.06, 0.94, 40)[:, None]
        sides = []
        for begin, end in zip(quad, np.roll(quad, -1, 0), strict=True):
            direction = (end - begin) / max(1e-6, float(np.hypot(*(end - begin))))
            normal = np.array((-direction[1], direction[0]))
            points = begin + (end - begin) * along
            inside = self._inside(points)
            if inside.mean() < 0.5:
                sides.append(_UNSEEN)
                continue
            near = [self._steep(points + normal * offset, normal) for offset in (-2.0, -1.0, 0.0, 1.0, 2.0)]
            sides.append(float(np.any(near, axis=0)[inside].mean()))
        return 0.5 * float(np.mean(sides)) + 0.5 * min(sides)

    def _inside(self, points: Floats) -> NDArray[np.bool_]:
        height, width = self._shape
        return np.asarray(((points >= 2) & (points < (width - 2, height - 2))).all(1), np.bool_)

    def _steep(self, points: Floats, normal: Floats) -> NDArray[np.bool_]:
        height, width = self._shape
        x = np.clip(np.rint(points[:, 0]).astype(int), 0, width - 1)
        y = np.clip(np.rint(points[:, 1]).astype(int), 0, height - 1)
        steepness = np.abs(self._across[y, x] * normal[0] + self._down[y, x] * normal[1]).max(1)
        return np.asarray(steepness > self._least, np.bool_)


def _worth(quad: Quad, support: float, shape: tuple[int, ...], side_ratio: float | None) -> float:
    """A sheet has frames and tables in it: of two that are equally real the bigger is the sheet."""
    share = area(quad) / (shape[0] * shape[1])
    worth = float(support * share**0.35)
    if side_ratio is not None and reach(quad, shape):
        # Seen at a slant a sheet looks shorter, so that the ratio is a hint and no more.
        worth *= 0.6 + 0.4 * math.exp(-((math.log(ratio(quad) / side_ratio) / 0.25) ** 2))
    return worth
