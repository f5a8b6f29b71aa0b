# SPDX-License-Identifier: GPL-3.0-or-later
"""A signature as a picture: PNG, ink on nothing, for documents and pages."""

from __future__ import annotations

import math
import struct
import zlib
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.signature.ink import Floats, nib, trace
from drivers.signature.strokes import Signature

DPI = 300
MOST_DOTS = 3000
"""Dots of the longer side; a picture that would be larger is drawn with fewer dots an inch."""

_INCH = 25.4
_INK = (0x45, 0x1E, 0x16)
"""Blue, green, red: the blue-black of a fountain pen, which stands out from print and copies well."""
_THINNEST = 0.55
"""Dots of radius below which a line would break up."""


def png(signature: Signature, *, dpi: int = DPI, ink: tuple[int, int, int] = _INK) -> bytes:
    """Return the ink and a narrow margin as PNG, transparent where nothing is drawn, with its dots an inch.

    `ink` is blue, green, red. Raises ValueError for a signature without ink, or `dpi` outside 50 to 1200.
    """
    if not 50 <= dpi <= 1200:
        raise ValueError("a picture has 50 to 1200 dots an inch")
    if not signature.strokes:
        raise ValueError("there is no ink to draw")
    width = nib(signature)
    left, top, right, bottom = signature.box
    long_side = max(right - left, bottom - top) + 2 * width
    scale = min(dpi / _INCH, MOST_DOTS / long_side)
    columns, rows = (math.ceil((side + 2 * width) * scale) for side in (right - left, bottom - top))
    alpha = np.zeros((rows, columns), np.float32)
    for stroke in signature.strokes:
        line = trace(stroke, width)
        line[:, :2] -= (left - width, top - width)
        _draw(alpha, line * scale)
    picture = np.empty((rows, columns, 4), np.uint8)
    picture[:, :, :3] = ink
    picture[:, :, 3] = np.rint(alpha * 255)
    done, encoded = cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    if not done:
        raise RuntimeError("OpenCV encodes no PNG")
    return _with_dots_an_inch(encoded.tobytes(), scale * _INCH)


def _draw(alpha: NDArray[np.float32], line: Floats) -> None:
    """Cover what lies within the line's radius; each dot by the share of it that is covered."""
    line[:, 2] = np.maximum(line[:, 2], _THINNEST)
    if len(line) == 1:
        line = np.repeat(line, 2, axis=0)
    for (x0, y0, r0), (x1, y1, r1) in pairwise(line):
        reach = max(r0, r1) + 1
        first_x, last_x = max(0, int(min(x0, x1) - reach)), int(max(x0, x1) + reach) + 1
        first_y, last_y = max(0, int(min(y0, y1) - reach)), int(max(y0, y1) + reach) + 1
        window = alpha[first_y:last_y, first_x:last_x]
        if not window.size:
            continue
        dx = np.arange(first_x, first_x + window.shape[1]) + (0.5 - x0)
        dy = (np.arange(first_y, first_y + window.shape[0]) + (0.5 - y0))[:, None]
        across, down = x1 - x0, y1 - y0
        share = np.clip((dx * across + dy * down) / max(across * across + down * down, 1e-9), 0, 1)
        distance = np.hypot(dx - share * across, dy - share * down)
        covered = np.clip(r0 + share * (r1 - r0) - distance + 0.5, 0, 1)
        np.maximum(window, covered, out=window, casting="same_kind")


def _with_dots_an_inch(png_bytes: bytes, dpi: float) -> bytes:
    """Put the chunk `pHYs` behind the header (PNG, third edition, ch. 11.3.4.3)."""
    per_metre = round(dpi / _INCH * 1000)
    content = b"pHYs" + struct.pack(">IIB", per_metre, per_metre, 1)
    chunk = struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
    end_of_header = 8 + 25
    return png_bytes[:end_of_header] + chunk + png_bytes[end_of_header:]
