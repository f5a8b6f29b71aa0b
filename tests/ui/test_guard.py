# SPDX-License-Identifier: GPL-3.0-or-later
"""There is no way out of the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest

from kiosk.visit.intents import Touched
from tests.ui.stage import Stage
from ui.guard import allowed
from ui.specimens import SPECIMENS

_NONE = Qt.KeyboardModifier.NoModifier


@pytest.mark.parametrize(
    ("key", "modifiers", "text", "passes"),
    [
        (Qt.Key.Key_A, _NONE, "a", True),
        (Qt.Key.Key_Return, _NONE, "\r", True),
        (Qt.Key.Key_Backspace, _NONE, "\b", True),
        (Qt.Key.Key_F4, Qt.KeyboardModifier.AltModifier, "", False),
        (Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier, "\x16", False),
        (Qt.Key.Key_Tab, _NONE, "\t", False),
        (Qt.Key.Key_Escape, _NONE, "\x1b", False),
        (Qt.Key.Key_F1, _NONE, "", False),
        (Qt.Key.Key_Print, _NONE, "", False),
        (Qt.Key.Key_A, Qt.KeyboardModifier.MetaModifier, "a", False),
    ],
)
def test_only_keys_that_write_pass(key: Qt.Key, modifiers: Qt.KeyboardModifier, text: str, passes: bool) -> None:
    assert allowed(QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text)) is passes


def test_the_window_does_not_close(stage: Stage) -> None:
    event = QCloseEvent()
    QGuiApplication.sendEvent(stage.window, event)
    assert not event.isAccepted()
    assert stage.window.isVisible()


def test_nothing_is_pasted(stage: Stage) -> None:
    stage.show(SPECIMENS["TextEntry"])
    QGuiApplication.clipboard().setText("从别处来")
    QTest.keyClick(stage.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert stage.text() == ""


def test_a_touch_anywhere_tells_that_somebody_is_there(stage: Stage) -> None:
    stage.show(SPECIMENS["Home"])
    stage.touch_at(stage.window.contentItem().boundingRect().center())
    assert Touched() in stage.intents
