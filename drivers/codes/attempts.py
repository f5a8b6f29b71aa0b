# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done to a picture, or to a part of it, before a decoder looks again; the likeliest for its cost first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from drivers.codes.picture import Grey


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to look again."""

    times: float
    """How many times as wide and high the decoder gets to see the picture."""
    prepare: Callable[[Grey], Grey]


def larger(picture: Grey, times: float, interpolation: int = cv2.INTER_CUBIC) -> Grey:
    """Return the picture so many times as wide and high: a decoder needs some pixels for each module."""
    return np.asarray(cv2.resize(picture, None, fx=times, fy=times, interpolation=interpolation), np.uint8)


def smaller(picture: Grey, parts: int) -> Grey:
    """Return the picture with one pixel for so many by so many: noise and the weave of a screen go first."""
    height, width = picture.shape
    size = (max(1, width // parts), max(1, height // parts))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def sharper(picture: Grey, reach: float = 1.0, strength: float = 1.5) -> Grey:
    """Return the picture with what a lens out of focus has smeared over `reach` pixels drawn together again."""
    blurred = cv2.GaussianBlur(picture, (0, 0), reach)
    return np.asarray(cv2.addWeighted(picture, 1 + strength, blurred, -strength, 0), np.uint8)


def calmer(picture: Grey, size: int = 3) -> Grey:
    """Return the picture with less noise."""
    return np.asarray(cv2.GaussianBlur(picture, (size, size), 0), np.uint8)


def black_and_white(picture: Grey) -> Grey:
    """Return black where the picture is darker than what is around: for codes under shadows and glare."""
    around, offset = 31, 2
    method = cv2.ADAPTIVE_THRESH_GAUSSIAN_C
    return np.asarray(
        cv2.adaptiveThreshold(calmer(picture, 5), 255, method, cv2.THRESH_BINARY, around, offset), np.uint8
    )


OF_REGIONS: Final = (
    Attempt(2, lambda part: larger(part, 2)),
    Attempt(2, lambda part: larger(sharper(part), 2)),
    Attempt(3, lambda part: larger(part, 3)),
    Attempt(3, lambda part: larger(sharper(part), 3)),
    Attempt(4, lambda part: larger(part, 4)),
)
"""For places that look like a code, which are small."""
OF_PICTURE: Final = (
    Attempt(1, lambda picture: larger(sharper(smaller(picture, 3), 1.5, 3), 3)),
    Attempt(1, calmer),
    Attempt(1, black_and_white),
    Attempt(1, lambda picture: larger(sharper(smaller(picture, 2), 2, 3), 2)),
    Attempt(0.5, lambda picture: sharper(smaller(picture, 2), 2, 2)),
    Attempt(2, lambda picture: larger(picture, 2, cv2.INTER_LINEAR)),
)
"""For the whole picture, where no place looked like a code or none could be read: a large code, badly seen."""
