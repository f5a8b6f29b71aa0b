# SPDX-License-Identifier: GPL-3.0-or-later
"""A quadrilateral's sides, fitted to the edges of the full picture: corners to a fraction of a pixel.

Each side is met at many points; outliers (a thumb, a ring binder's hole, a curled corner) are left out of its line.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.camera.contract import Pixels
from drivers.document_camera.quad import Floats, Line, Quad, angles_fit, convex, in_order, intersection

_POINTS = 80
_BAND = 0.012
"""To both sides of a coarse edge, as a share of the picture's width, the true one is looked for."""
_LEAST_POINTS = 20


def fitted(pixels: Pixels, coarse: Quad) -> Quad:
    """Return the corners of the fitted quadrilateral in order; the coarse ones where the picture has no clear edges."""
    coarse = in_order(coarse)
    band = max(3.0, _BAND * pixels.shape[1])
    for width in (band, band / 3):
        lines = [_side(pixels, coarse[at], coarse[(at + 1) % 4], width) for at in range(4)]
        met = [intersection(lines[at - 1], lines[at]) for at in range(4)]
        if any(corner is None for corner in met):
            return coarse
        quad = np.array(met, np.float64)
        if not convex(quad) or not angles_fit(quad) or np.hypot(*(quad - coarse).T).max() > 4 * band:
            return coarse
        coarse = quad
    return coarse


def _side(pixels: Pixels, begin: Floats, end: Floats, band: float) -> Line:
    length = math.dist(begin, end)
    direction = (end - begin) / max(1.0, length)
    normal = np.array((-direction[1], direction[0]))
    points = begin + (end - begin) * np.linspace(0.04, 0.96, _POINTS)[:, None]
    offsets = np.arange(-band - 1, band + 2, 0.5)
    steepness = _steepness(pixels, points[:, None, :] + normal * offsets[:, None], pixels.shape[1] / 1600)
    # A side is brighter on the same side all along; a line of writing or a shadow beside it is not.
    strongest = np.abs(steepness).argmax(1)
    rows = np.arange(len(points))
    sign = 1.0 if np.sum(np.sign(steepness[rows, strongest])) >= 0 else -1.0
    found = (steepness * sign).argmax(1)
    clear = steepness[rows, found] * sign > 0.35 * float(np.median(np.abs(steepness[rows, strongest])))
    shifts = offsets[1:-1][found] + _between(steepness * sign, found, rows) * 0.5
    met = points + normal * shifts[:, None]
    met = met[clear]
    if len(met) < _LEAST_POINTS:
        return begin, end
    return _line(met, direction, begin, end)


def _steepness(pixels: Pixels, at: Floats, blur: float) -> Floats:
    """Return how the picture changes across a side, in the one colour that shows the side best.

    A pale card on a white desk has the brightness of the shadow at its edge, and another colour.
    """
    x, y = (at[..., axis].astype(np.float32) for axis in (0, 1))
    profile = cv2.remap(pixels, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    smooth = cv2.GaussianBlur(profile, (0, 0), sigmaX=2 * max(0.8, blur), sigmaY=1.0)
    steepness = np.asarray(smooth[:, 2:] - smooth[:, :-2], np.float64)
    best = int(np.argmax(np.median(np.abs(steepness).max(1), axis=0)))
    return np.asarray(steepness[..., best], np.float64)


def _between(steepness: Floats, found: NDArray[np.intp], rows: NDArray[np.intp]) -> Floats:
    """Return the peak's place between two samples, by a parabola through three."""
    inner = np.clip(found, 1, steepness.shape[1] - 2)
    left, top, right = (steepness[rows, inner + step] for step in (-1, 0, 1))
    bend = left - 2 * top + right
    shift = np.where(bend < -1e-6, 0.5 * (left - right) / np.where(bend < -1e-6, bend, -1.0), 0.0)
    return np.asarray(np.clip(shift, -1, 1), np.float64)


def _line(points: Floats, direction: Floats, begin: Floats, end: Floats) -> Line:
    normal = np.array((-direction[1], direction[0]))
    along, across = (points - begin) @ direction, (points - begin) @ normal
    # Start from the median, so that up to half of the points may be wrong.
    kept = np.abs(across - np.median(across)) < max(2.0, 2.5 * float(np.median(np.abs(across - np.median(across)))))
    slope = offset = 0.0
    for _ in range(4):
        if kept.sum() < _LEAST_POINTS // 2:
            return begin, end
        slope, offset = np.polyfit(along[kept], across[kept], 1)
        error = np.abs(across - slope * along - offset)
        kept = error < max(0.5, 2.5 * float(np.median(error[kept])))
    length = math.dist(begin, end)
    return begin + normal * offset, begin + direction * length + normal * (offset + slope * length)
