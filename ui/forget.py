# SPDX-License-Identifier: GPL-3.0-or-later
"""Leaves nothing of the person in the ui's memory."""

from __future__ import annotations

import gc

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QClipboard, QGuiApplication, QPixmapCache
from PySide6.QtQml import QQmlEngine


def forget(engine: QQmlEngine) -> None:
    """Clear what outlives a page: input method, clipboard, picture cache, deleted objects and garbage."""
    QGuiApplication.inputMethod().reset()
    clipboard = QGuiApplication.clipboard()
    for mode in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection, QClipboard.Mode.FindBuffer):
        clipboard.clear(mode)
    QPixmapCache.clear()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    engine.collectGarbage()
