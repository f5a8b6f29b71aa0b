# SPDX-License-Identifier: GPL-3.0-or-later
"""Receipts (回执) on thermal paper."""

from __future__ import annotations

from printers.contract import ConfigurationError, ReceiptPrinter
from printers.receipt.driver import EscposPrinter
from printers.receipt.layout import WIDTHS

DRIVERS = {"escpos": EscposPrinter}


def open_receipt_printer(*, driver: str, port: str, width: int = 576, baud: int = 115_200) -> ReceiptPrinter:
    """Return the printer that terminal.toml names; nothing is opened before its `start`.

    `port` is a device file or a pyserial URL, `width` the printable width in dots, `baud` the speed of a serial
    line. Raises ConfigurationError for a driver or a width that there is not.
    """
    if driver not in DRIVERS:
        raise ConfigurationError(f"no receipt printer driver {driver!r}; there is {', '.join(sorted(DRIVERS))}")
    if width not in WIDTHS:
        known = " or ".join(str(known) for known in sorted(WIDTHS))
        raise ConfigurationError(f"a receipt printer is {known} dots wide, not {width}")
    return DRIVERS[driver](port, width=width, baud=baud)
