# SPDX-License-Identifier: GPL-3.0-or-later
"""A second opinion from zbar, which reads some damaged QR codes that zxing-cpp does not."""

from __future__ import annotations

from typing import Any

try:
    from pyzbar import pyzbar  # type: ignore[import-untyped]
except ImportError:  # pyzbar says so where the system has no libzbar
    pyzbar = None

from drivers.codes.found import Corners, Decoder, FoundCode
from drivers.codes.picture import Grey
from drivers.scanner.code import Symbology

IS_THERE = pyzbar is not None
"""Whether the system has zbar. Without it a few damaged codes are not read; nothing else changes."""


def read(picture: Grey) -> list[FoundCode]:
    """Return the QR codes in `picture` of which zbar can be believed.

    zbar guesses an encoding, often wrongly, and hands out the text and no bytes: only plain ASCII is believed.
    """
    if not IS_THERE:
        return []
    try:
        found = pyzbar.decode(picture, symbols=[pyzbar.ZBarSymbol.QRCODE])
    except (ValueError, pyzbar.PyZbarError):
        # pyzbar fails at a code that is one of several: zbar gives their sum an orientation without a name.
        return []
    return [
        FoundCode(Symbology.QR, bytes(one.data), one.data.decode(), _corners(one), Decoder.ZBAR)
        for one in found
        if one.data and one.data.isascii()
    ]


def read_plain(picture: Grey) -> list[bytes]:
    """Return what pyzbar says of QR codes, believed or not, to compare with; nothing where it fails."""
    try:
        return [bytes(one.data) for one in pyzbar.decode(picture, symbols=[pyzbar.ZBarSymbol.QRCODE])]
    except ValueError:
        return []


def _corners(one: Any) -> Corners:
    """Return the corners: zbar gives three to many points round the code; its frame stands in for other than four."""
    if len(one.polygon) == 4:
        first, second, third, fourth = ((float(x), float(y)) for x, y in one.polygon)
        return first, second, third, fourth
    left, top, width, height = (float(side) for side in one.rect)
    return (left, top), (left + width, top), (left + width, top + height), (left, top + height)
