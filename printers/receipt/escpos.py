# SPDX-License-Identifier: GPL-3.0-or-later
"""ESC/POS (Epson): what is sent to a receipt printer, as bytes. Pure.

Chinese goes out as raster: the printer's own font and code page do not matter, and rare characters survive. Text in
the printer's own characters is for slow lines (`printers.receipt.native_text`).
"""

from __future__ import annotations

from collections.abc import Iterator

from printers.raster import Raster
from printers.receipt.profiles import DEFAULT, PROFILES, Cutter, Fence, Profile
from printers.text_strip import TextStrip

INITIALISE = b"\x1b\x40"
"""ESC @: modes back to their defaults."""
NO_AUTOMATIC_STATUS = b"\x1d\x61\x00"
"""GS a 0: only speak when asked, so that an answer is an answer."""
FENCE = b"\x1d\x72\x01"
"""GS r 1: answered in turn, so an answer means that everything before it has been carried out."""
CLEAR_BUFFERS = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4 fn=8: forget what was received and not printed; carried out at once, also when offline.

Answered by 37 25 00 (`printers.receipt.hearing`)."""
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

CHINESE = b"\x1c\x26"
"""FS &: two bytes from 81 on are a Chinese character. Models for China start so; it does no harm to say it."""

_TEXT_TOGETHER = 256
"""Bytes of text that are sent without asking whether the ones before are on paper."""

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


def feed(dots: int) -> bytes:
    """Return ESC J: feed so many dots, up to 255."""
    return bytes((0x1B, 0x4A, dots))


def line_height(dots: int) -> bytes:
    """Return ESC 3: from one line of text to the next."""
    return bytes((0x1B, 0x33, dots))


def style(*, size: int, centred: bool) -> bytes:
    """Return ESC a and GS !: how the next line of text stands, and how many times as large it is each way."""
    return bytes((0x1B, 0x61, int(centred), 0x1D, 0x21, (size - 1) * 0x11))


def qr_code(data: bytes, module: int) -> bytes:
    """Return GS ( k: a QR code of model 2 that mends 15 % damage, modules `module` dots wide, printed at once."""
    settings = (
        b"\x31\x41\x32\x00",
        bytes((0x31, 0x43, module)),
        b"\x31\x45\x31",
        b"\x31\x50\x30" + data,
        b"\x31\x51\x30",
    )
    return b"".join(b"\x1d\x28\x6b" + len(one).to_bytes(2, "little") + one for one in settings)


def part(cutter: Cutter) -> bytes:
    """Return what parts a receipt from the next: feed and cut, or feed for tearing off by hand."""
    return _ENDS[cutter]


def encode_job(receipt: Raster | TextStrip, profile: Profile = PROFILES[DEFAULT]) -> Iterator[bytes]:
    """Yield one receipt: initialise, picture or text, feed and cut. No part ends within a command."""
    yield INITIALISE + NO_AUTOMATIC_STATUS
    if isinstance(receipt, Raster):
        yield from raster_bands(receipt, profile.band_bytes)
    else:
        yield from _gathered(receipt.parts)
    yield part(profile.cutter)


def _gathered(parts: tuple[bytes, ...]) -> Iterator[bytes]:
    """Join small parts, so that not every line waits for the one before."""
    together = b""
    for one in parts:
        if together and len(together) + len(one) > _TEXT_TOGETHER:
            yield together
            together = b""
        together += one
    if together:
        yield together
