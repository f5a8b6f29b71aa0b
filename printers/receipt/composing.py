# SPDX-License-Identifier: GPL-3.0-or-later
"""From what a receipt says to what its printer is given."""

from __future__ import annotations

from printers.contract import ReceiptPrinter
from printers.raster import Raster
from printers.receipt.layout import draw_receipt
from printers.receipt.native_text import typeset
from printers.receipt.slip import Receipt
from printers.text_strip import TextStrip


def compose(receipt: Receipt, printer: ReceiptPrinter, *, large: bool = True) -> Raster | TextStrip:
    """Return a receipt as its printer wants it: drawn, large or not, or in the printer's own characters.

    Takes a few milliseconds and needs a QGuiApplication, in any thread. Raises ValueError when the QR code does not
    fit.
    """
    if printer.text_bands is None:
        return draw_receipt(receipt, printer.width, large=large)
    return typeset(receipt, printer.width, band_bytes=printer.text_bands)
