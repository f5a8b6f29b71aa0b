# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's ui process: the real ui, with hands at it where a player is to steer them.

Run as `python -m kiosk.demo.screen ENGINE_SOCKET WIDTHxHEIGHT|fit [HANDS_SOCKET]`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtQuick import QQuickWindow

from kiosk.demo.hands import Hands
from kiosk.places import reachable
from ui.bridge import Bridge
from ui.window import main


def show(engine: Path, size: tuple[int, int] | None, hands: Path | None) -> int:
    """Run the ui until it is told to end."""

    def attach(window: QQuickWindow, bridge: Bridge) -> None:
        if hands is not None:
            Hands(window, bridge, str(reachable(hands)))

    return main(reachable(engine), size=size, fullscreen=False, attach=attach)


if __name__ == "__main__":
    engine_socket, window, *rest = sys.argv[1:]
    wanted = None if window == "fit" else (int(window.split("x")[0]), int(window.split("x")[1]))
    sys.exit(show(Path(engine_socket), wanted, Path(rest[0]) if rest else None))
