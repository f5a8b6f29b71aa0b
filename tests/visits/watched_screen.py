# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's ui process with more orders for its hands: search all that the ui holds, and watch whether it moves."""

from __future__ import annotations

import faulthandler
import gc
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtQml import QJSValue, QQmlContext, QQmlEngine
from PySide6.QtQuick import QQuickItem, QQuickWindow
from shiboken6 import Shiboken

from kiosk.demo.hands import Hands
from kiosk.places import reachable
from ui.bridge import Bridge
from ui.window import main

_MAY_HOLD_TEXT = frozenset({"QString", "QVariant", "QVariantList", "QVariantMap", "QStringList", "QUrl", "QJSValue"})


class WatchedHands(Hands):
    def __init__(self, window: QQuickWindow, bridge: Bridge, socket: str) -> None:
        super().__init__(window, bridge, socket)
        self._pictures: set[bytes] = set()
        self._searched = 0

    def _do(self, order: dict[str, Any]) -> dict[str, Any] | None:
        match order["act"]:
            case "search":
                return self._search(order)
            case "changes":
                return self._changes(order)
            case "sees":
                return {} if order["name"] in self._names() else None
            case "waits":
                return {"late": True} if self._bridge.late else None
            case _:
                return super()._do(order)

    def _changes(self, order: dict[str, Any]) -> dict[str, Any] | None:
        """Return once so many different pictures have been drawn: something moves."""
        image = self._window.grabWindow()
        self._pictures.add(hashlib.sha256(bytes(image.constBits())).digest())
        return {"pictures": len(self._pictures)} if len(self._pictures) >= order["pictures"] else None

    def _search(self, order: dict[str, Any]) -> dict[str, Any]:
        found = {text: sorted(set(self._holders(text, order["texts"]))) for text in order["texts"]}
        return {"found": {text: holders for text, holders in found.items() if holders}, "searched": self._searched}

    def _holders(self, text: str, asked: list[str]) -> Iterator[str]:
        self._searched = 0
        for item in self._objects():
            self._searched += 1
            meta = item.metaObject()
            for index in range(meta.propertyCount()):
                kept = meta.property(index)
                name = _word(kept.name())
                if _word(kept.typeName()) in _MAY_HOLD_TEXT and text in _as_text(item.property(name)):
                    yield f"{meta.className()}.{name}"
        for holder in gc.get_objects():
            for value in gc.get_referents(holder):
                if isinstance(value, str) and text in value and all(value is not one for one in asked):
                    yield f"python {type(holder).__name__}"

    def _objects(self) -> list[QObject]:
        """Return every QObject that hangs on the window, the engine or the application."""
        engine = QQmlEngine.contextForObject(self._window)
        todo: list[QObject] = [self._window, self._bridge, QCoreApplication.instance()]  # type: ignore[list-item]
        if isinstance(engine, QQmlContext):
            todo.append(engine.engine())
        seen: dict[int, QObject] = {}
        while todo:
            item = todo.pop()
            address = Shiboken.getCppPointer(item)[0]
            if address in seen:
                continue
            seen[address] = item
            todo += item.children()
            if isinstance(item, QQuickItem):
                todo += item.childItems()
            if isinstance(item, QQuickWindow):
                todo.append(item.contentItem())
        return list(seen.values())


def _word(told: object) -> str:
    """Return what Qt's meta-object tells, which PySide declares as bytes and gives as str."""
    assert isinstance(told, str)
    return told


def _as_text(value: object) -> str:
    if isinstance(value, QJSValue):
        return str(value.toVariant())
    return value if isinstance(value, str) else str(value) if isinstance(value, (list, dict, tuple)) else ""


def attach(window: QQuickWindow, bridge: Bridge) -> None:
    WatchedHands(window, bridge, str(reachable(Path(sys.argv[3]))))


if __name__ == "__main__":
    faulthandler.enable()
    width, height = sys.argv[2].split("x")
    sys.exit(main(reachable(Path(sys.argv[1])), size=(int(width), int(height)), fullscreen=False, attach=attach))
