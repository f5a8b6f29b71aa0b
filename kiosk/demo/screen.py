# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's ui process: the real ui, with hands at it where a player is to steer them.

Run as `python -m kiosk.demo.screen ENGINE_SOCKET WIDTHxHEIGHT[+X+Y]|fit [HANDS_SOCKET]`. With a place on the screen the
window gets a title to move it by, for it stands beside a bench; the bench alone closes it.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtQuick import QQuickWindow

from kiosk.demo.hands import Hands
from kiosk.places import reachable
from ui.bridge import Bridge
from ui.window import main

_TITLE_ALONE = Qt.WindowType.Window | Qt.WindowType.CustomizeWindowHint | Qt.WindowType.WindowTitleHint


def show(engine: Path, size: tuple[int, int] | None, place: tuple[int, int] | None, hands: Path | None) -> int:
    """Run the ui until it is told to end."""

    def attach(window: QQuickWindow, bridge: Bridge) -> None:
        if place is not None:
            _stand(window, place)
        if hands is not None:
            Hands(window, bridge, str(reachable(hands)))

    return main(reachable(engine), size=size, fullscreen=False, attach=attach)


def _stand(window: QQuickWindow, place: tuple[int, int]) -> None:
    """Put the window there, with a title and in one size; `place` counts in the window's own pixels."""
    window.hide()
    window.setFlags(_TITLE_ALONE)
    window.setTitle("终端 Terminal")
    window.setMinimumSize(window.size())
    window.setMaximumSize(window.size())
    window.setPosition(*place)
    window.show()


if __name__ == "__main__":
    engine_socket, window, *rest = sys.argv[1:]
    numbers = [int(number) for number in re.findall(r"\d+", window)]
    sys.exit(
        show(
            Path(engine_socket),
            (numbers[0], numbers[1]) if numbers else None,
            (numbers[2], numbers[3]) if len(numbers) == 4 else None,
            Path(rest[0]) if rest else None,
        )
    )
