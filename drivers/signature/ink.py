# SPDX-License-Identifier: GPL-3.0-or-later
"""From the points of a stroke to a line as a pen draws it: smooth, thick where it was slow or pressed, thin at its end.

Points come some 100 to 200 times in a second and tremble by the pad's resolution. They are joined by centripetal
Catmull-Rom curves, which pass through every point without loops or overshoot (Yuksel, Schaefer, Keyser:
"Parameterization and applications of Catmull-Rom curves", 2011), and the line is calmed by less than its width.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from drivers.signature.strokes import Signature, Stroke

Floats: TypeAlias = NDArray[np.float64]

_CLOSE = 0.08
"""Millimetres between two points below which the second says nothing new."""
_TREMBLE = 0.45
"""Nibs over which a line is calmed: the trembling of hand and pad goes, and no corner is rounder than the pen is."""
_STEP = 0.12
"""Millimetres between two points of the line that comes out."""

_THIN = 0.38
"""Width of a line that is fast or faint, in parts of the nib; a slow or pressed one has all of it."""
_SPEED = 90.0
"""Millimetres a second at which a line is halfway between the two."""
_CALM = 1.6
"""Millimetres over which the width follows a change."""

_HEAD, _HEAD_WIDTH = 0.8, 0.7
"""A stroke begins with this part of its width and has all of it after so many nibs …"""
_TAIL, _TAIL_WIDTH = 3.0, 0.28
"""… and ends with this part, which it comes to over so many nibs."""
_DOT = 1.5
"""Nibs of length up to which a stroke is a dot, and keeps its width."""


def nib(signature: Signature) -> float:
    """Return the width of a thick line in millimetres: people write as large as the field lets them."""
    return min(max(signature.height / 42, 0.4), 2.0)


def trace(stroke: Stroke, width: float) -> Floats:
    """Return the line of a stroke as rows of x, y and radius in millimetres; `width` is that of the nib."""
    points = _apart(np.array([(x, y, t, -1.0 if felt is None else felt) for x, y, t, felt in stroke]))
    if len(points) == 1:
        return np.array([[points[0, 0], points[0, 1], width * 0.55]])
    xy = points[:, :2]
    legs = np.maximum(np.hypot(*np.diff(xy, axis=0).T), 1e-6)
    along = np.concatenate(([0.0], np.cumsum(legs)))
    line, at = _even(*_curve(xy, along))
    widths = np.interp(at, along, _followed(_widths(points, legs), legs)) * _taper(at, along[-1], width)
    return np.column_stack((_calmed(line, _TREMBLE * width), widths * width / 2))


def _apart(points: Floats) -> Floats:
    """Leave out points that have hardly moved; the last one stays, and takes the place of the one too close to it."""
    kept = [0]
    for place in range(1, len(points)):
        if np.hypot(*(points[place, :2] - points[kept[-1], :2])) >= _CLOSE:
            kept.append(place)
    return points[kept]


def _even(line: Floats, at: Floats) -> tuple[Floats, Floats]:
    """Return points in even steps on the same line, and how far along its points each of them is."""
    run = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))))
    steps = np.linspace(0, run[-1], max(2, round(run[-1] / _STEP) + 1))
    xy = np.column_stack([np.interp(steps, run, line[:, axis]) for axis in (0, 1)])
    return xy, np.interp(steps, run, at)


def _calmed(line: Floats, reach: float) -> Floats:
    """Smooth a line of even steps by a bell curve of this standard deviation in millimetres. Its ends stay."""
    half = min(round(3 * reach / _STEP), len(line) - 1)
    bell = np.exp(-0.5 * (np.arange(-half, half + 1) * _STEP / reach) ** 2)
    ahead = 2 * line[0] - line[half:0:-1]
    behind = 2 * line[-1] - line[-2 : -half - 2 : -1]
    longer = np.vstack((ahead, line, behind))
    return np.column_stack([np.convolve(longer[:, axis], bell / bell.sum(), "valid") for axis in (0, 1)])


def _widths(points: Floats, legs: Floats) -> Floats:
    """Return the width at each point from 0 to 1, by pressure where it is felt, else by speed."""
    felt = points[:, 3]
    if (felt >= 0).all():
        heavy = np.sqrt(felt)
    else:
        speed = legs / np.maximum(np.diff(points[:, 2]), 1e-3)
        at_points = np.concatenate((speed[:1], (speed[1:] + speed[:-1]) / 2, speed[-1:]))
        heavy = _SPEED / (_SPEED + at_points)
    return _THIN + (1 - _THIN) * heavy


def _followed(widths: Floats, legs: Floats) -> Floats:
    """Let the width follow its changes slowly, forwards and backwards alike."""
    keep = np.exp(-legs / _CALM)
    passes = []
    for values, holds in ((widths, keep), (widths[::-1], keep[::-1])):
        smooth = values.copy()
        for place in range(1, len(smooth)):
            smooth[place] = holds[place - 1] * smooth[place - 1] + (1 - holds[place - 1]) * values[place]
        passes.append(smooth)
    calm: Floats = (passes[0] + passes[1][::-1]) / 2
    return calm


def _taper(at: Floats, length: float, width: float) -> Floats:
    """Return the part of its width that the line has at each place, by its ends."""
    if length < _DOT * width:
        return np.ones_like(at)
    head = min(_HEAD * width, length * 0.2)
    tail = min(_TAIL * width, length * 0.35)
    begun = _eased(at / head)
    left = _eased((length - at) / tail)
    part: Floats = (_HEAD_WIDTH + (1 - _HEAD_WIDTH) * begun) * (_TAIL_WIDTH + (1 - _TAIL_WIDTH) * left)
    return part


def _eased(share: Floats) -> Floats:
    inside = np.clip(share, 0, 1)
    eased: Floats = inside * (2 - inside)
    return eased


def _curve(xy: Floats, along: Floats) -> tuple[Floats, Floats]:
    """Return points of the curve through `xy`, and how far along the line each of them is."""
    padded = np.vstack((2 * xy[0] - xy[1], xy, 2 * xy[-1] - xy[-2]))
    knots = np.sqrt(np.maximum(np.hypot(*np.diff(padded, axis=0).T), 1e-6))
    lines, places = [], []
    for leg in range(len(xy) - 1):
        a, b, c, d = padded[leg : leg + 4]
        before, here, after = knots[leg : leg + 3]
        out = b + here * ((b - a) / before - (c - a) / (before + here) + (c - b) / here) / 3
        into = c - here * ((c - b) / here - (d - b) / (here + after) + (d - c) / after) / 3
        steps = max(1, int(np.ceil((along[leg + 1] - along[leg]) / _STEP)))
        t = np.arange(steps)[:, None] / steps
        s = 1 - t
        lines.append(s**3 * b + 3 * s**2 * t * out + 3 * s * t**2 * into + t**3 * c)
        places.append(along[leg] + t[:, 0] * (along[leg + 1] - along[leg]))
    return np.vstack((*lines, xy[-1:])), np.concatenate((*places, along[-1:]))
