# SPDX-License-Identifier: GPL-3.0-or-later
"""Bytes → pixels, as pure functions, with a bound on the size of a picture before any memory is taken for it."""

from __future__ import annotations

import cv2
import numpy as np

from drivers.camera.contract import Pixels
from drivers.camera.source import Encoded, Encoding

MOST_PIXELS = 32_000_000
"""More than any camera of a terminal has; a damaged header could ask for gigabytes."""

_START, _END = b"\xff\xd8", b"\xff\xd9"
_FRAME_HEADERS = frozenset({0xC0, 0xC1, 0xC2})
"""JPEG's SOF0 to SOF2: baseline, extended and progressive (ITU-T T.81, table B.1)."""
_REFUSED = frozenset({0x01, *range(0xC3, 0xD0), *range(0xD0, 0xDA)}) - {0xC4, 0xC8, 0xCC}
"""Other kinds of frame, and markers without a length: what stands behind them may be read in two ways."""
_SCAN = 0xDA
_MOST_SCANS = 64
"""Of one picture. A progressive one has some ten; each costs a pass over all pixels, and few bytes."""


def decode(picture: Encoded) -> Pixels | None:
    """Return the pixels, read-only; None for a picture that is damaged or none at all."""
    match picture.encoding:
        case Encoding.JPEG:
            pixels = _jpeg(picture.data)
        case Encoding.YUYV:
            # Two pixels share their colour: there is no picture of an odd width.
            pixels = None if picture.width % 2 else _raw(picture, 2, cv2.COLOR_YUV2BGR_YUYV)
        case Encoding.GREY:
            pixels = _raw(picture, 1, cv2.COLOR_GRAY2BGR)
        case Encoding.BGR:
            pixels = _raw(picture, 3, None)
    if pixels is not None:
        pixels.flags.writeable = False
    return pixels


def jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height as a JPEG's header tells them; None when it has no sound header (ITU-T T.81, B.2)."""
    if not data.startswith(_START):
        return None
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        kind = data[at + 1]
        if kind == 0xFF:  # a fill byte
            at += 1
            continue
        if kind in _FRAME_HEADERS:
            height, width = int.from_bytes(data[at + 5 : at + 7], "big"), int.from_bytes(data[at + 7 : at + 9], "big")
            return (width, height) if width and height else None
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if kind == _SCAN or kind in _REFUSED or length < 2:
            return None
        at += 2 + length
    return None


def _jpeg(data: bytes) -> Pixels | None:
    # Cameras pad a picture, with zeroes or with what was in the buffer before. One that was cut off has no end: half of
    # it would be grey.
    data = data[: data.rfind(_END) + len(_END)]
    size = jpeg_size(data)
    if size is None or size[0] * size[1] > MOST_PIXELS or data.count(bytes((0xFF, _SCAN))) > _MOST_SCANS:
        return None
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error:
        return None
    return None if pixels is None else np.asarray(pixels, np.uint8)


def _raw(picture: Encoded, bytes_a_pixel: int, conversion: int | None) -> Pixels | None:
    needed = picture.width * picture.height * bytes_a_pixel
    if not 0 < picture.width * picture.height <= MOST_PIXELS or len(picture.data) < needed:
        return None
    flat = np.frombuffer(picture.data, np.uint8, needed)
    shaped = flat.reshape(picture.height, picture.width, bytes_a_pixel)
    return shaped if conversion is None else np.asarray(cv2.cvtColor(shaped, conversion), np.uint8)
