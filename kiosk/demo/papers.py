# SPDX-License-Identifier: GPL-3.0-or-later
"""The papers that have come out of the emulated printer, as pictures for QML: `image://papers/1` is the first."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider

from printers.receipt.emulator import Dots, Emulator

DOTS_PER_MM = 8
BESIDE_THE_HEAD = 4 * DOTS_PER_MM
"""White left and right of what can be printed: a roll of 80 mm is that much wider than its head."""
TORN_OFF = 3 * DOTS_PER_MM
"""White above and below."""


class Papers(QQuickImageProvider):
    """Draws each paper as wide as the roll, one pixel a dot."""

    def __init__(self, printer: Emulator) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._printer = printer

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, ARG002, N802, N803
        """Return the picture, as Qt asks for it; Qt itself makes it smaller."""
        return picture_of(self._printer.papers[int(id) - 1])


def picture_of(paper: Dots) -> QImage:
    """Return a paper as a picture."""
    whole = np.pad(paper, ((TORN_OFF, TORN_OFF), (BESIDE_THE_HEAD, BESIDE_THE_HEAD)))
    grey = np.where(whole, 0, 255).astype(np.uint8)
    height, width = grey.shape
    # The copy owns its bytes; the picture that it is made of does not.
    return QImage(grey.tobytes(), width, height, width, QImage.Format.Format_Grayscale8).copy()
