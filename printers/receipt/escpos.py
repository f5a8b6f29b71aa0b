# SPDX-License-Identifier: GPL-3.0-or-later
"""ESC/POS (Epson): what is sent to a receipt printer, as bytes. Pure.

Chinese goes out as raster: the printer's own font and code page do not matter, and rare characters survive.
"""

from __future__ import annotations

from collections.abc import Iterator

from printers.raster import Raster

INITIALISE = b"\x1b\x40"
"""ESC @: modes back to their defaults."""
NO_AUTOMATIC_STATUS = b"\x1d\x61\x00"
"""GS a 0: only speak when asked, so that an answer is an answer."""
FENCE = b"\x1d\x72\x01"
"""GS r 1: answered in turn, so an answer means that everything before it has been carried out."""
CLEAR_BUFFERS = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4 fn=8: forget what was received and not printed; carried out at once, also when offline."""
BUFFERS_CLEARED = b"\x37\x25\x00"
"""The answer to it."""
FEED_AND_CUT = b"\x1d\x56\x42\x00"
"""GS V 66 0: feed to the cutter and cut, leaving one point uncut so that the paper does not drop."""

STATUS_QUESTIONS = (1, 2, 3, 4)
"""n of DLE EOT: printer, cause of offline, cause of error, paper sensors."""

_BAND_BYTES = 4096
"""A raster command no larger than the receive buffer of old printers."""


def ask_status(n: int) -> bytes:
    """Return DLE EOT n, which is answered at once, also when the printer is offline."""
    return bytes((0x10, 0x04, n))


def raster_bands(raster: Raster) -> Iterator[bytes]:
    """Yield the picture as GS v 0 commands, from the top: m=0, width in bytes, height in dots, both low byte first."""
    stride = raster.width // 8
    rows = max(1, _BAND_BYTES // stride)
    for top in range(0, raster.height, rows):
        band = raster.bits[top * stride : (top + rows) * stride]
        height = len(band) // stride
        yield b"\x1d\x76\x30\x00" + stride.to_bytes(2, "little") + height.to_bytes(2, "little") + band


def encode_job(raster: Raster) -> Iterator[bytes]:
    """Yield one receipt, command by command: initialise, picture, feed and cut. No part ends within a command."""
    yield INITIALISE + NO_AUTOMATIC_STATUS
    yield from raster_bands(raster)
    yield FEED_AND_CUT
