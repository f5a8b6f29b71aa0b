# SPDX-License-Identifier: GPL-3.0-or-later
"""Icons drawn in the colour that a page asks for: `image://icons/NAME/RRGGBB`."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

from assets import asset

_INK = "#16202E"
"""The colour that every icon's file is drawn in."""

_FALLBACK = "service"


@cache
def _drawing(name: str) -> str:
    try:
        return asset("icons", f"{name}.svg").read_text(encoding="utf-8")
    except FileNotFoundError:
        return asset("icons", f"{_FALLBACK}.svg").read_text(encoding="utf-8")


class Icons(QQuickImageProvider):
    """Draws an icon at the asked size; one that is not shipped, as a service pack may name, becomes the plain one."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, ARG002, N802, N803
        """Return the icon in its colour, as Qt asks for it."""
        name, _, colour = id.partition("/")
        side = max(requestedSize.width(), requestedSize.height(), 1)
        image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        renderer = QSvgRenderer(QByteArray(_drawing(name).replace(_INK, f"#{colour or _INK[1:]}").encode()))
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        return image
