# SPDX-License-Identifier: GPL-3.0-or-later
"""The papers that have come out of the emulated printer, as pictures for QML: `image://papers/1` is the first."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider

from printers.receipt.emulator import Emulator, picture_of


class Papers(QQuickImageProvider):
    """Draws each paper as wide as the roll, one pixel a dot."""

    def __init__(self, printer: Emulator) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._printer = printer

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, ARG002, N802, N803
        """Return the picture, as Qt asks for it; Qt itself makes it smaller."""
        return picture_of(self._printer.papers[int(id) - 1])
