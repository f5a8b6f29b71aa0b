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

from PySide6.QtCore import QCoreApplication
from PySide6.QtQml import QQmlEngine
from PySide6.QtQuick import QQuickWindow

from kiosk.demo.hands import Hands
from kiosk.places import reachable
from tests.held_texts import holders, objects
from ui.bridge import Bridge
from ui.window import main


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
        context = QQmlEngine.contextForObject(self._window)
        assert context is not None
        roots = (self._window, self._bridge, QCoreApplication.instance(), context.engine())
        self._searched = len(objects(roots))
        yield from holders(roots, text)
        for holder in gc.get_objects():
            for value in gc.get_referents(holder):
                if isinstance(value, str) and text in value and all(value is not one for one in asked):
                    yield f"python {type(holder).__name__}"


def attach(window: QQuickWindow, bridge: Bridge) -> None:
    WatchedHands(window, bridge, str(reachable(Path(sys.argv[3]))))


if __name__ == "__main__":
    faulthandler.enable()
    width, height = sys.argv[2].split("x")
    sys.exit(main(reachable(Path(sys.argv[1])), size=(int(width), int(height)), fullscreen=False, attach=attach))
