# SPDX-License-Identifier: GPL-3.0-or-later
"""From a picture with a sheet in it to the sheet alone: straight, evenly lit, measured. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.camera.contract import Pixels
from drivers.document_camera.contract import Lines, Paper
from drivers.document_camera.quad import Quad, sides

_INCH = 25.4
_WHITE = 245.0
_MOST_GAIN = 3.0
"""Shadows are lifted so far and no further: beyond it there is only noise."""


@dataclass(frozen=True)
class Sheet:
    """A sheet, straightened."""

    pixels: Pixels
    dpi: float | None


def dpi_of(corners: Quad, paper: Paper) -> float | None:
    """Return how many pixels of the picture there are to an inch of the sheet; None for one of unknown size."""
    if paper.value is None:
        return None
    width, height = sides(corners)
    return _INCH * float(min(min(width, height) / paper.value[0], max(width, height) / paper.value[1]))


def straightened(pixels: Pixels, corners: Quad, paper: Paper, dpi: float) -> Sheet:
    """Return the sheet seen from straight above at `dpi`, or at the picture's own resolution where that is less."""
    width, height = sides(corners)
    there = dpi_of(corners, paper)
    if paper.value is None or there is None:
        size, there = (round(width), round(height)), None
    else:
        there = min(there, dpi)
        short, long = (round(side / _INCH * there) for side in paper.value)
        size = (short, long) if width < height else (long, short)
    # Pixel centres: the outer edge of the sheet is half a pixel outside the first one's middle.
    target = np.array([(0, 0), (size[0], 0), (size[0], size[1]), (0, size[1])], np.float32) - 0.5
    transform = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    smaller = width > 1.5 * size[0]
    source = cv2.GaussianBlur(pixels, (0, 0), 0.35 * width / size[0]) if smaller else pixels
    flat = cv2.warpPerspective(source, transform, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return Sheet(np.asarray(flat, np.uint8), there)


def evenly_lit(pixels: Pixels) -> Pixels:
    """Return a sheet without its shadows, colours kept: seals stay red.

    The ground is what is bright in the neighbourhood, in each place and channel; it is made white.
    """
    height, width = pixels.shape[:2]
    scale = 200 / max(width, height)
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    light = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (15, 15)))
    light = cv2.GaussianBlur(cv2.medianBlur(light, 11), (0, 0), 5)
    ground = cv2.resize(light, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    gain = np.minimum(_WHITE / np.maximum(ground, 1.0), _MOST_GAIN)
    return np.asarray(np.clip(pixels.astype(np.float32) * gain, 0, 255), np.uint8)


def glare_of(sheet: Pixels) -> float:
    """Return the share of a sheet, as the camera saw it, in which nothing can be seen for light."""
    small = cv2.resize(sheet, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    return float((small.min(2) >= 253).mean())


def sharpness_of(sheet: Pixels) -> float:
    """Return how steep the steepest edges are, 0 to 1: an edge from one pixel to the next is 1, a defocused one 0.1.

    A blank sheet has no edges and is 0.
    """
    grey = np.asarray(cv2.cvtColor(sheet, cv2.COLOR_BGR2GRAY), np.float32)
    border = max(4, grey.shape[0] // 50)
    grey = np.asarray(cv2.GaussianBlur(grey[border:-border, border:-border], (0, 0), 0.6), np.float32)
    step = np.maximum(np.abs(np.diff(grey, axis=1))[:-1], np.abs(np.diff(grey, axis=0))[:, :-1])
    steepest = float(np.percentile(step, 99.8))
    # Blur spreads ink: its contrast is looked for in a neighbourhood wide enough to have clean ground in it.
    around = np.ones((max(9, grey.shape[1] // 25),) * 2, np.uint8)
    contrast = float(np.percentile(cv2.dilate(grey, around) - cv2.erode(grey, around), 99.5))
    return 0.0 if contrast < 20 else min(1.0, steepest / contrast)


def lines_of(sheet: Pixels) -> Lines:
    """Return how the writing runs: between lines there is nothing, between the characters of a column there is."""
    grey = cv2.cvtColor(sheet, cv2.COLOR_BGR2GRAY)
    scale = 600 / max(grey.shape)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = np.asarray(cv2.adaptiveThreshold(small, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 15))
    margin = max(small.shape) // 25
    ink = ink[margin:-margin, margin:-margin]
    if ink.mean() < 0.004:
        return Lines.UNKNOWN
    across, upwards = (_unevenness(ink.mean(axis)) for axis in (1, 0))
    if max(across, upwards) < 1.5 * min(across, upwards):
        return Lines.UNKNOWN
    return Lines.ACROSS if across > upwards else Lines.UPWARDS


def _unevenness(profile: NDArray[np.float64]) -> float:
    return float(np.square(np.diff(profile)).sum())
