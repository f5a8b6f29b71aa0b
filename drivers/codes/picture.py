# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is handed in as a picture → grey pixels, or an error of our own."""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Grey: TypeAlias = NDArray[np.uint8]
"""Height × width, 0 black to 255 white, in one piece of memory."""

MOST_PIXELS = 64_000_000
"""More than any camera has: no memory is taken for a picture beyond it."""
MOST_SIDE = 32_000
"""Pixels on the longer side: OpenCV and zbar count in 16 bits in places."""


class PictureUnusable(ValueError):  # noqa: N818
    """What was handed in is no picture: not 8 bits deep, not grey or BGR, empty, or too large."""


def grey_of(picture: object) -> Grey:
    """Return the grey pixels of a grey (height × width) or BGR (height × width × 3) picture of 8 bits.

    Raises:
        PictureUnusable: it is no such picture.
    """
    if not isinstance(picture, np.ndarray) or picture.dtype != np.uint8:
        raise PictureUnusable("a picture is an array of 8-bit numbers")
    if picture.ndim not in {2, 3} or (picture.ndim == 3 and picture.shape[2] not in {1, 3}):
        raise PictureUnusable("a picture is height × width, or height × width × 3 in the order blue, green, red")
    height, width = picture.shape[:2]
    if not height or not width:
        raise PictureUnusable("the picture has no pixels")
    if height * width > MOST_PIXELS or max(height, width) > MOST_SIDE:
        raise PictureUnusable(f"the picture has {width} × {height} pixels, which is too large")
    if picture.ndim == 3 and picture.shape[2] == 3:
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
    return np.ascontiguousarray(picture.reshape(height, width))
