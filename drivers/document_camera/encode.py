# SPDX-License-Identifier: GPL-3.0-or-later
"""A picture as a JPEG below a size limit, as a pure function."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from drivers.camera.contract import Pixels
from drivers.document_camera.contract import DocumentTooBig

_QUALITIES = (90, 82, 74, 66, 58, 50)
"""Below 50 small print frays; a smaller picture is better then."""
_SMALLER = 0.85
_LEAST_SIDE = 300


@dataclass(frozen=True)
class Jpeg:
    """A JPEG and its size in pixels."""

    data: bytes
    width: int
    height: int


def encode(pixels: Pixels, most_bytes: int) -> Jpeg:
    """Return the best JPEG of at most so many bytes: first with less quality, then with fewer pixels.

    OpenCV writes no metadata. Raises `DocumentTooBig`.
    """
    while True:
        for quality in _QUALITIES:
            done, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1])
            if done and len(data) <= most_bytes:
                return Jpeg(data.tobytes(), pixels.shape[1], pixels.shape[0])
        size = (round(pixels.shape[1] * _SMALLER), round(pixels.shape[0] * _SMALLER))
        if min(size) < _LEAST_SIDE:
            break
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    raise DocumentTooBig(f"no JPEG of the sheet has {most_bytes} bytes or less")
