# SPDX-License-Identifier: GPL-3.0-or-later
"""The window, fingers to touch it with, and the engine's part played by hand."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPointingDevice
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.visit.intents import Intent, Press
from kiosk.visit.screens import AnyScreen, Show
from kiosk.words import Language
from ui import keyboard
from ui.bridge import Bridge
from ui.controls import control, items
from ui.specimens import STATUS, WAY
from ui.window import Screenful

_finger: QPointingDevice | None = None


class Stage:
    """What a test sees of the ui."""

    def __init__(self, qtbot: QtBot, size: tuple[int, int] = (1080, 1920)) -> None:
        self.qtbot = qtbot
        self.bridge = Bridge()
        self.intents: list[Intent] = []
        self.bridge.intent.connect(self.intents.append)
        self.screenful = Screenful(self.bridge)
        self.window = self.screenful.window
        self.window.resize(*size)
        self.window.show()
        self._seq = 0

    def close(self) -> None:
        self.screenful.close()

    def show(
        self,
        screen: AnyScreen,
        *,
        language: Language = "hans",
        wipe: bool = False,
        back: bool = False,
        can_leave: bool = True,
        seq: int | None = None,
    ) -> None:
        self._seq = self._seq + 1 if seq is None else seq
        self.bridge.receive(
            Show(
                seq=self._seq,
                screen=screen,
                status=STATUS,
                language=language,
                way=WAY,
                back=back,
                can_leave=can_leave,
                wipe=wipe,
            )
        )
        self.settle()

    def settle(self) -> None:
        """Wait until the page stands still and the one before is gone."""
        self.until(lambda: len(self.pages()) <= 1 and all(page.x() == 0 for page in self.pages()))
        self.draw()

    def draw(self) -> None:
        """Wait until a whole frame has been drawn, and with it everything put in its place."""
        with self.qtbot.waitSignal(self.window.frameSwapped):
            self.window.update()

    def pages(self) -> list[QQuickItem]:
        switch = self.window.findChild(QQuickItem, "pages")
        assert switch is not None
        return [page for host in switch.childItems() for page in host.childItems()]

    def where(self, name: str) -> QPointF:
        found = control(self.window, name)
        assert found is not None, f"no control is called {name}"
        return found

    def touch(self, name: str) -> None:
        self.touch_at(self.where(name))

    def touch_at(self, point: QPointF) -> None:
        self.press_at(point)
        self.lift_at(point)
        self.draw()

    def press_at(self, point: QPointF) -> None:
        QTest.touchEvent(self.window, _device()).press(0, point.toPoint(), self.window).commit()

    def lift_at(self, point: QPointF) -> None:
        QTest.touchEvent(self.window, _device()).release(0, point.toPoint(), self.window).commit()

    def type(self, letters: str) -> None:
        for letter in letters:
            found = keyboard.key(self.window, letter)
            assert found is not None, f"no key writes {letter}"
            self.touch_at(found)

    def pick(self, word: str) -> None:
        self.until(lambda: word in keyboard.candidates(self.window))
        found = keyboard.candidate(self.window, word)
        assert found is not None
        self.touch_at(found)

    def until(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true)

    def field(self) -> QQuickItem:
        return next(
            item
            for item in items(self.window.contentItem())
            if item.metaObject().className().startswith("QQuickTextEdit")
        )

    def text(self) -> str:
        return str(self.field().property("text"))

    def presses(self) -> list[Press]:
        return [intent for intent in self.intents if isinstance(intent, Press)]


def _device() -> QPointingDevice:
    global _finger  # noqa: PLW0603
    if _finger is None:
        _finger = QTest.createTouchDevice()
    return _finger
