# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody at the bench beside the terminal, who touches what is drawn on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

from PySide6.QtQuick import QQuickWindow
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.demo.bench import Bench, BenchWindow
from kiosk.demo.desktop import Frame
from kiosk.demo.keeper import Keeper
from kiosk.demo.stage import Stage
from kiosk.supervisor import Pace
from ui.controls import control, items, named

TODAY = date(2026, 11, 21)


class Hand:
    """Whoever stands at the bench: touches what is drawn, by its name."""

    def __init__(self, qtbot: QtBot, stage: Stage, bench: Bench, window: QQuickWindow, keeper: Keeper) -> None:
        self.qtbot = qtbot
        self.stage = stage
        self.bench = bench
        self.window = window
        self.keeper = keeper
        self._finger = QTest.createTouchDevice()

    def touch(self, name: str) -> None:
        self.until(lambda: control(self.window, name) is not None)
        found = control(self.window, name)
        assert found is not None
        spot = found.toPoint()
        QTest.touchEvent(self.window, self._finger).press(0, spot, self.window).commit()
        QTest.touchEvent(self.window, self._finger).release(0, spot, self.window).commit()

    def turn(self, name: str) -> None:
        """Touch a switch and wait until it is turned."""
        self.touch(name)
        self.until(lambda: control(self.window, name) is None and self.bench.property("working") == [])
        assert self.bench.property("trouble") == ""

    def fact(self, device: str, name: str) -> object:
        """Return what the bench knows of a device."""
        return dict(self.bench.property("facts"))[device][name]

    def until(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true, timeout=60_000)

    def reads(self) -> set[str]:
        """Return all that is written on the bench."""
        return {name for name, _, _ in named(self.window)}


@contextmanager
def at_a_bench(qtbot: QtBot, folder: Path) -> Iterator[Hand]:
    """Stand at a bench with its stage, on which nothing runs yet."""
    with ExitStack() as stack:
        stage = stack.enter_context(Stage(folder))
        keeper = Keeper({"engine": stage.start_engine}, Pace(first=0.05))
        bench = Bench(stage, keeper, today=TODAY)
        stack.callback(bench.close)
        shown = BenchWindow(bench, stage, Frame(0, 0, 1240, 972))
        stack.callback(shown.close)
        bench.start()
        shown.window.show()
        yield Hand(qtbot, stage, bench, shown.window, keeper)


def whole(hand: Hand) -> None:
    """Nothing on the bench is cut off."""
    assert [item.property("text") for item in items(hand.window.contentItem()) if item.property("truncated")] == []
