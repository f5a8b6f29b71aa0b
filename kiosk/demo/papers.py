# SPDX-License-Identifier: GPL-3.0-or-later
"""The papers that have come out of the emulated printers, as pictures for QML: `image://papers/receipt/1` and so on."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider

from printers.document.emulator import Emulator as DocumentPrinter
from printers.receipt.emulator import Emulator as ReceiptPrinter
from printers.receipt.emulator import picture_of


class Papers(QQuickImageProvider):
    """Draws each receipt as wide as the roll, one pixel a dot, and each sheet as it is."""

    def __init__(self, receipts: ReceiptPrinter, documents: DocumentPrinter) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._receipts = receipts
        self._documents = documents

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, ARG002, N802, N803
        """Return the picture, as Qt asks for it; Qt itself makes it smaller."""
        kind, number = id.split("/")
        if kind == "sheet":
            return self._documents.sheets[int(number) - 1].image
        return picture_of(self._receipts.papers[int(number) - 1])
