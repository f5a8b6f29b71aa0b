# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of pages → PWG Raster (PWG 5102.4), the one format that every IPP Everywhere printer takes."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from printers.document.contract import Sides
from printers.document.pages import POINTS, Picture

_SYNC: Final = b"RaS2"
_SGRAY, _SRGB = 18, 19
_HIGH_QUALITY = 5
_MOST_REPEATS = 256
"""Of a line; of a pixel it is 128."""


def pwg_raster(pages: list[Picture], dpi: int, sides: Sides = "one-sided") -> bytes:
    """Return pages as one PWG raster document: `srgb_8` for pictures in colour, `sgray_8` for grey ones."""
    return _SYNC + b"".join(_page(page, dpi, sides, len(pages)) for page in pages)


def _page(page: Picture, dpi: int, sides: Sides, pages: int) -> bytes:
    height, width = page.shape[:2]
    colours = 3 if page.ndim == 3 else 1
    head = _header((width, height, colours), dpi, sides, pages)
    return head + b"".join(_lines(page.reshape(height, width, colours)))


def _header(shape: tuple[int, int, int], dpi: int, sides: Sides, pages: int) -> bytes:
    """Return the 1796 bytes before each page. Where the standard reserves bytes, they are 0."""
    width, height, colours = shape
    header = bytearray(1796)

    def put(offset: int, *numbers: int) -> None:
        struct.pack_into(f">{len(numbers)}I", header, offset, *numbers)

    header[0:9] = b"PwgRaster"
    duplex = int(sides == "two-sided-long-edge")
    put(272, duplex)
    put(276, dpi, dpi)
    put(340, 1)  # copies are asked for in the job
    put(352, round(width * POINTS / dpi), round(height * POINTS / dpi))
    put(372, width, height)
    put(384, 8, 8 * colours, width * colours, 0, _SRGB if colours == 3 else _SGRAY)
    put(420, colours)
    put(452, pages, 1, 1)  # and both sides of a sheet are sent the same way up
    put(464, 0, 0, width, height)
    put(484, _HIGH_QUALITY)
    header[1732:1750] = b"iso_a4_210x297mm\0\0"
    return bytes(header)


def _lines(page: npt.NDArray[np.uint8]) -> Iterator[bytes]:
    """Yield each line with how often it repeats: white between lines of text costs next to nothing."""
    differs = np.any(page[1:] != page[:-1], axis=(1, 2))
    starts = np.concatenate(([0], np.flatnonzero(differs) + 1, [len(page)]))
    for start, end in pairwise(starts.tolist()):
        packed = _packed(page[start])
        for count in _counts(end - start, _MOST_REPEATS):
            yield bytes([count - 1]) + packed


def _packed(line: npt.NDArray[np.uint8]) -> bytes:
    """Return a line's pixels: runs of the same, and stretches of different ones."""
    changes = np.flatnonzero(np.any(line[1:] != line[:-1], axis=1)) + 1
    bounds = [0, *changes.tolist(), len(line)]
    parts: list[bytes] = []
    different: list[bytes] = []
    for start, end in pairwise(bounds):
        pixel = line[start].tobytes()
        if end - start == 1:
            different.append(pixel)
            continue
        parts += _literals(different)
        different = []
        parts += [bytes([count - 1]) + pixel for count in _counts(end - start, 128)]
    return b"".join(parts + list(_literals(different)))


def _literals(pixels: list[bytes]) -> Iterable[bytes]:
    """Yield stretches of 2 to 128 different pixels; a single one is a run of one."""
    for start in range(0, len(pixels), 128):
        some = pixels[start : start + 128]
        yield (bytes([257 - len(some)]) if len(some) > 1 else b"\0") + b"".join(some)


def _counts(total: int, most: int) -> Iterator[int]:
    while total > 0:
        yield min(total, most)
        total -= most
