# SPDX-License-Identifier: GPL-3.0-or-later
"""Every touch and key passes here: it tells that somebody is there, and lets no shortcut through."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

_TOUCHES = frozenset(
    {
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.KeyPress,
        QEvent.Type.Wheel,
    }
)
_REFUSED = frozenset({QEvent.Type.ContextMenu, QEvent.Type.Shortcut, QEvent.Type.ShortcutOverride})
_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease})
_EDITING = frozenset(
    {
        Qt.Key.Key_Backspace,
        Qt.Key.Key_Delete,
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
    }
)
_COMMANDING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class Guard(QObject):
    """An event filter for the window, where every touch and key arrives first."""

    def __init__(self, touched: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._touched = touched

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802
        """Return whether the event is swallowed."""
        kind = event.type()
        if kind in _REFUSED:
            return True
        if kind in _KEYS and isinstance(event, QKeyEvent) and not allowed(event):
            return True
        if kind in _TOUCHES:
            self._touched()
        return False


def allowed(event: QKeyEvent) -> bool:
    """Return whether a key is one that writes; all others do nothing here."""
    if event.modifiers() & _COMMANDING:
        return False
    return event.key() in _EDITING or (event.text().isprintable() and event.text() != "")
