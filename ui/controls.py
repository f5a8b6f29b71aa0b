# SPDX-License-Identifier: GPL-3.0-or-later
"""Where things are on the screen: controls are found by their accessible names, as a screen reader finds them."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickItem, QQuickWindow

_TOUCHED = frozenset({QAccessible.Role.Button, QAccessible.Role.EditableText})


def items(root: QQuickItem) -> Iterator[QQuickItem]:
    """Yield the items below one that are drawn, the ones behind first."""
    for child in sorted(root.childItems(), key=lambda item: item.z()):
        if child.isVisible():
            yield child
            yield from items(child)


def named(window: QQuickWindow) -> Iterator[tuple[str, QAccessible.Role, QQuickItem]]:
    """Yield the accessible name and role of every item in sight that has one."""
    for item in items(window.contentItem()):
        interface = QAccessible.queryAccessibleInterface(item)
        if interface is not None and interface.isValid():
            name = interface.text(QAccessible.Text.Name)
            if name:
                yield name, interface.role(), item


def control(window: QQuickWindow, name: str) -> QPointF | None:
    """Return the centre of the control with this name, the one in front if there are several; None if there is none.

    What lies outside the window or under something else is not found: nobody could touch it.
    """
    found: QPointF | None = None
    for present, role, item in named(window):
        if present == name and role in _TOUCHED:
            point = centre(item)
            if QRectF(0, 0, window.width(), window.height()).contains(point) and _on_top(window, item, point):
                found = point
    return found


def centre(item: QQuickItem) -> QPointF:
    """Return the middle of an item in the window's coordinates."""
    return item.mapToScene(QPointF(item.width() / 2, item.height() / 2))


def _on_top(window: QQuickWindow, item: QQuickItem, point: QPointF) -> bool:
    """Return whether a touch at the point reaches the item: no dialog lies over it that it is not part of."""
    for _, role, other in named(window):
        if role == QAccessible.Role.Dialog and other.isVisible() and not other.isAncestorOf(item):
            return not other.contains(other.mapFromScene(point))
    return True
