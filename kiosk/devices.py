# SPDX-License-Identifier: GPL-3.0-or-later
"""From terminal.toml to devices."""

from __future__ import annotations

from drivers.capture.tap import recorder
from drivers.contract import ConfigurationError, Device
from drivers.registry import find_driver
from kiosk.terminal import DOCUMENT_PRINTER, RECEIPT_PRINTER, Terminal
from printers.contract import ConfigurationError as PrinterConfigurationError
from printers.contract import ReceiptPrinter
from printers.document.contract import DocumentPrinter
from printers.document.ipp.driver import open_document_printer
from printers.receipt.driver import open_receipt_printer


def open_device(terminal: Terminal, name: str) -> Device | ReceiptPrinter | DocumentPrinter:
    """Return the device of this name, not started. Raises KeyError when terminal.toml names none such.

    Raises `ConfigurationError` when its driver cannot use the settings, or cannot be used itself.
    """
    entry = terminal.devices[name]
    if entry.fault is not None:
        raise ConfigurationError(entry.fault)
    try:
        if entry.interface == RECEIPT_PRINTER:
            return open_receipt_printer(driver=entry.driver, listener=recorder(), **entry.settings)
        if entry.interface == DOCUMENT_PRINTER:
            return open_document_printer(driver=entry.driver, user=f"kiosk-{terminal.id}", **entry.settings)
    except PrinterConfigurationError as error:
        raise ConfigurationError(str(error)) from None
    return find_driver(entry.interface, entry.driver, terminal.drivers).open(entry.settings)
