# SPDX-License-Identifier: GPL-3.0-or-later
"""A document as it came over the wire → what stands on the sheets."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pypdfium2  # type: ignore[import-untyped]

DPI = 110
"""Of the drawn sheets: enough to read them on a screen."""


class NotPrintable(Exception):  # noqa: N818 - it is the client's error
    """A document that is not what it is said to be; the text says where."""


def sheets_of(document: bytes, kind: str) -> list[npt.NDArray[np.uint8]]:
    """Return the pictures of a document's pages, height × width × 3. Raises NotPrintable."""
    return list(_drawn(document) if kind == "application/pdf" else _unpacked(document))


def _drawn(pdf: bytes) -> Iterator[npt.NDArray[np.uint8]]:
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise NotPrintable("no PDF") from error
    document.init_forms()
    for page in document:
        yield np.array(page.render(scale=DPI / 72, rev_byteorder=True).to_numpy())


def _unpacked(raster: bytes) -> Iterator[npt.NDArray[np.uint8]]:
    """Read PWG Raster as PWG 5102.4 has it; what is left over, or not as the header says, is an error."""
    if raster[:4] != b"RaS2":
        raise NotPrintable("no PWG raster")
    at = 4
    while at < len(raster):
        header = raster[at : at + 1796]
        if len(header) < 1796 or header[:64].rstrip(b"\0") != b"PwgRaster":
            raise NotPrintable("no page header")
        dpi = struct.unpack_from(">2I", header, 276)
        width, height = struct.unpack_from(">2I", header, 372)
        bits, pixel, line, order, space = struct.unpack_from(">5I", header, 384)
        (colours,) = struct.unpack_from(">I", header, 420)
        points = struct.unpack_from(">2I", header, 352)
        if (bits, order) != (8, 0) or (space, colours) not in {(18, 1), (19, 3)} or pixel != 8 * colours:
            raise NotPrintable("neither sgray_8 nor srgb_8")
        if line != width * colours or dpi[0] != dpi[1]:
            raise NotPrintable("lines of another length than the page is wide")
        if any(abs(dots * 72 / dpi[0] - size) > 1 for dots, size in zip((width, height), points, strict=True)):
            raise NotPrintable("a page of another size than its dots")
        at, page = _page(raster, at + 1796, (height, width, colours))
        yield np.repeat(page, 3, axis=2) if colours == 1 else page


def _page(raster: bytes, at: int, shape: tuple[int, int, int]) -> tuple[int, npt.NDArray[np.uint8]]:
    height, width, colours = shape
    page = np.empty(shape, np.uint8)
    row = 0
    while row < height:
        repeats, at = raster[at] + 1, at + 1
        line = bytearray()
        while len(line) < width * colours:
            count, at = raster[at], at + 1
            if count < 128:
                line += raster[at : at + colours] * (count + 1)
                at += colours
            elif count > 128:
                line += raster[at : at + (257 - count) * colours]
                at += (257 - count) * colours
            else:
                raise NotPrintable("a count that means nothing")
        if len(line) != width * colours or row + repeats > height:
            raise NotPrintable("a line that is longer than the page is wide, or one too many")
        page[row : row + repeats] = np.frombuffer(line, np.uint8).reshape(1, width, colours)
        row += repeats
    return at, page
