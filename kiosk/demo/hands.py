# SPDX-License-Identifier: GPL-3.0-or-later
"""Hands at the screen: they live in the ui process, look for drawn controls by their accessible names, and touch them.

The player steers them over a local socket, one JSON object a line. They know nothing of screens and intents beyond the
page's name: what they cannot see or reach, a citizen could not either.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QPoint, QPointF, QTimer
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

from ui import keyboard
from ui.bridge import Bridge
from ui.controls import control, named

LOOK_EVERY = 30
"""Milliseconds between looks for something that is awaited."""


class Hands(QObject):
    """Serves one player."""

    def __init__(self, window: QQuickWindow, bridge: Bridge, socket: str) -> None:
        super().__init__(window)
        self._window = window
        self._bridge = bridge
        self._seen_at: QPointF | None = None
        self._finger = QTest.createTouchDevice()
        self._server = QLocalServer(self)
        self._server.newConnection.connect(self._accept)
        QLocalServer.removeServer(socket)  # what a killed ui left behind
        if not self._server.listen(socket):
            raise OSError(f"hands cannot listen: {self._server.errorString()}")

    def _accept(self) -> None:
        connection = self._server.nextPendingConnection()
        connection.readyRead.connect(lambda: self._read(connection))

    def _read(self, connection: QLocalSocket) -> None:
        while connection.canReadLine():
            order = json.loads(bytes(connection.readLine().data()))
            self._attempt(connection, order, waited=0)

    def _attempt(self, connection: QLocalSocket, order: dict[str, Any], *, waited: int) -> None:
        """Try an order until it can be done; what could not be done in its time is answered with what was there."""
        answer = self._do(order)
        if answer is None and waited < order.get("within", 10_000):
            QTimer.singleShot(LOOK_EVERY, self, lambda: self._attempt(connection, order, waited=waited + LOOK_EVERY))
            return
        if answer is None:
            answer = {"failed": True, "page": self._bridge.page, "seen": self._names()}
        connection.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
        connection.flush()

    def _do(self, order: dict[str, Any]) -> dict[str, Any] | None:
        acts: dict[str, Callable[[dict[str, Any]], dict[str, Any] | None]] = {
            "page": self._page,
            "touch": self._touch,
            "key": self._key,
            "candidate": self._candidate,
            "grab": self._grab,
            "see": lambda _: {"page": self._bridge.page, "seen": self._names()},
        }
        return acts[order["act"]](order)

    def _page(self, order: dict[str, Any]) -> dict[str, Any] | None:
        settled = self._bridge.page in order["names"] and not self._moving()
        return {"page": self._bridge.page} if settled else None

    def _touch(self, order: dict[str, Any]) -> dict[str, Any] | None:
        """Touch a control once it has come to rest: twice in a row at the same place."""
        point = None if self._moving() or self._bridge.waiting else control(self._window, order["name"])
        at_rest = point is not None and point == self._seen_at
        self._seen_at = point
        if point is None or not at_rest:
            return None
        self._seen_at = None
        return self._tap(point)

    def _key(self, order: dict[str, Any]) -> dict[str, Any] | None:
        point = keyboard.key(self._window, order["text"])
        return None if point is None else self._tap(point)

    def _candidate(self, order: dict[str, Any]) -> dict[str, Any] | None:
        point = keyboard.candidate(self._window, order["text"])
        return None if point is None else self._tap(point)

    def _grab(self, order: dict[str, Any]) -> dict[str, Any] | None:
        if self._moving():
            return None
        saved = self._window.grabWindow().save(order["path"])
        return {"saved": saved}

    def _tap(self, point: QPointF) -> dict[str, Any]:
        spot = QPoint(round(point.x()), round(point.y()))
        QTest.touchEvent(self._window, self._finger).press(0, spot, self._window).commit()
        QTest.touchEvent(self._window, self._finger).release(0, spot, self._window).commit()
        return {"at": [spot.x(), spot.y()]}

    def _moving(self) -> bool:
        """Whether one page is still giving way to another."""
        pages = self._window.findChild(QQuickItem, "pages")
        return pages is None or pages.property("leaving") is not None

    def _names(self) -> list[str]:
        return sorted({name for name, _, _ in named(self._window)})
