# SPDX-License-Identifier: GPL-3.0-or-later
"""From terminal.toml to devices."""

from __future__ import annotations

from drivers.id_reader import IdReader
from drivers.registry import open_id_reader
from kiosk.terminal import EscposPrinter, SdtReader, Terminal
from printers.contract import ReceiptPrinter
from printers.receipt.driver import open_receipt_printer


def open_device(terminal: Terminal, name: str) -> IdReader | ReceiptPrinter:
    """Return the device of this name, not started. Raises KeyError when terminal.toml names none such."""
    match terminal.devices.named()[name]:
        case SdtReader(port=port, baud=baud):
            return open_id_reader("sdt", port=port, baud=baud)
        case EscposPrinter(port=port, width=width, baud=baud):
            return open_receipt_printer(driver="escpos", port=port, width=width, baud=baud)
