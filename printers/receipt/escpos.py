# SPDX-License-Identifier: GPL-3.0-or-later
"""ESC/POS (Epson): what is sent to a receipt printer, as bytes. Pure.

Chinese goes out as raster: the printer's own font and code page do not matter, and rare characters survive.
"""

from __future__ import annotations

from collections.abc import Iterator

from printers.raster import Raster
from printers.receipt.profiles import DEFAULT, PROFILES, Cutter, Fence, Profile

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

FEED_AND_CUT_THROUGH = b"\x1d\x56\x41\x00"
"""GS V 65 0: the same, and cut it off."""
FEED_TO_THE_EDGE = b"\x1b\x4a\x78"
"""ESC J 120: feed 15 mm, past the edge at which the paper is torn off."""

STATUS_QUESTIONS = (1, 2, 3, 4)
"""n of DLE EOT: printer, cause of offline, cause of error, paper sensors."""
ASK_PAPER = FENCE
"""GS r 1 as a question, for printers that tell their paper and nothing else."""
ASK_PANEL = b"\x1b\x76\x00"
"""ESC v, as panel printers want it, with a byte behind it."""

_ENDS = {
    Cutter.PARTIAL: FEED_AND_CUT,
    Cutter.FULL: FEED_AND_CUT_THROUGH,
    Cutter.NONE: FEED_TO_THE_EDGE,
}


def ask_status(n: int) -> bytes:
    """Return DLE EOT n, which is answered at once, also when the printer is offline."""
    return bytes((0x10, 0x04, n))


def ask_fence(kind: Fence, number: int) -> bytes:
    """Return what is answered when everything before it has been carried out; `number` from 0 to 9999 tells which.

    GS ( H fn 48 answers 37 22, the number's four digits, 00. GS r cannot carry a number.
    """
    if kind is Fence.PROCESS_ID:
        return b"\x1d\x28\x48\x06\x00\x30\x30" + b"%04d" % number
    return FENCE


def raster_bands(raster: Raster, most: int = PROFILES[DEFAULT].band_bytes) -> Iterator[bytes]:
    """Yield the picture as GS v 0 commands, from the top: m=0, width in bytes, height in dots, both low byte first.

    `most` bytes of picture are in one of them, no more than the receive buffer of old printers holds.
    """
    stride = raster.width // 8
    rows = max(1, most // stride)
    for top in range(0, raster.height, rows):
        band = raster.bits[top * stride : (top + rows) * stride]
        height = len(band) // stride
        yield b"\x1d\x76\x30\x00" + stride.to_bytes(2, "little") + height.to_bytes(2, "little") + band


def part(cutter: Cutter) -> bytes:
    """Return what parts a receipt from the next: feed and cut, or feed for tearing off by hand."""
    return _ENDS[cutter]


def encode_job(raster: Raster, profile: Profile = PROFILES[DEFAULT]) -> Iterator[bytes]:
    """Yield one receipt, command by command: initialise, picture, feed and cut. No part ends within a command."""
    yield INITIALISE + NO_AUTOMATIC_STATUS
    yield from raster_bands(raster, profile.band_bytes)
    yield part(profile.cutter)
