# SPDX-License-Identifier: GPL-3.0-or-later
"""Exposure by the brightness of one region, as pure functions.

A face in front of a bright door is black to a camera that exposes for the whole picture, and no comparison can be made
with it.
"""

from __future__ import annotations

import cv2
import numpy as np

from drivers.camera.contract import Pixels, Region
from drivers.camera.source import Knob, Knobs

TARGET = 118.0
"""Middle grey of an 8-bit picture in sRGB: 18 % reflectance."""
_GOOD = (90.0, 150.0)
_STEP = 4.0
"""No more than so many times brighter or darker at once: a clipped region tells nothing of how far off it is."""
_GAMMA = 2.2
"""Pixel values grow with light to the power of 1 / 2.2."""


def level(pixels: Pixels, region: Region | None) -> float:
    """Return how bright a region is, 0 to 255: the mean of its middle tones, without the darkest and brightest tenth.

    A region outside the picture is as the whole picture.
    """
    part = pixels if region is None else _inside(pixels, region)
    grey = np.sort(cv2.cvtColor(part, cv2.COLOR_BGR2GRAY), axis=None)
    tenth = len(grey) // 10
    return float(grey[tenth : len(grey) - tenth].mean())


def is_good(brightness: float) -> bool:
    """Whether a region of this level is well exposed."""
    return _GOOD[0] <= brightness <= _GOOD[1]


def turned(knobs: Knobs, brightness: float) -> Knobs:
    """Return how the knobs should stand for a region that is `brightness` now: time first, then gain.

    Light comes before gain, which brings noise; so gain is the first to go when it is too bright.
    """
    factor = min(max((TARGET / max(brightness, 1.0)) ** _GAMMA, 1 / _STEP), _STEP)
    gain = knobs.gain
    if factor < 1 and gain is not None and gain.now > gain.least:
        return Knobs(knobs.exposure, _scaled(gain, factor))
    exposure = _scaled(knobs.exposure, factor)
    if exposure.now == knobs.exposure.now and factor > 1 and gain is not None:
        gain = _scaled(gain, factor)
    return Knobs(exposure, gain)


def _scaled(knob: Knob, factor: float) -> Knob:
    # A knob that stands near zero would hardly rise by any factor.
    moved = round(max(knob.now, (knob.most - knob.least) // 64 if factor > 1 else 0) * factor)
    if moved == knob.now:
        moved += 1 if factor > 1 else -1
    return Knob(knob.least, knob.most, min(max(moved, knob.least), knob.most))


def _inside(pixels: Pixels, region: Region) -> Pixels:
    height, width = pixels.shape[:2]
    left, right = max(0, region.left), min(width, region.left + region.width)
    top, bottom = max(0, region.top), min(height, region.top + region.height)
    if left >= right or top >= bottom:
        return pixels
    return pixels[top:bottom, left:right]
