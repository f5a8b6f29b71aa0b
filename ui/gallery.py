# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws every page in every variant, so that people can look at all of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtQuick import QQuickWindow

from kiosk.visit.screens import AnyScreen, Show, StillThere
from kiosk.words import Language
from ui.bridge import Bridge
from ui.clock import Clock
from ui.specimens import BELOW, CAN_LEAVE, OFFLINE, SPECIMENS, STATUS, way
from ui.translations import compile_all
from ui.window import Screenful, application

SIZES = ((1080, 1920), (1920, 1080), (1366, 768))
LANGUAGES: tuple[Language, ...] = ("hans", "hant", "en")
SETTLED_MS = 700
"""Time for the page to arrive and its loops to be under way."""

_NOON = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)


def draw(
    out: Path,
    *,
    languages: Sequence[Language] = LANGUAGES,
    sizes: Sequence[tuple[int, int]] = SIZES,
    names: Sequence[str] = tuple(SPECIMENS),
) -> list[Path]:
    """Draw the named variants into a folder and return the pictures, such as 1080x1920/hans/Home.png."""
    application()
    compile_all()
    bridge = Bridge(Clock(lambda: _NOON))
    screenful = Screenful(bridge)
    pictures: list[Path] = []
    for width, height in sizes:
        screenful.window.resize(width, height)
        screenful.window.show()
        for language in languages:
            folder = out / f"{width}x{height}" / language
            folder.mkdir(parents=True, exist_ok=True)
            for name in names:
                for show in _shows(name, language, start=3 * len(pictures)):
                    bridge.receive(show)
                settle(SETTLED_MS)
                pictures.append(_save(screenful.window, folder / f"{name}.png"))
    screenful.close()
    return pictures


def settle(milliseconds: int) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _shows(name: str, language: Language, *, start: int) -> Iterator[Show]:
    screen = SPECIMENS[name]
    if isinstance(screen, StillThere):
        yield _show(BELOW, SPECIMENS[BELOW], language, seq=start + 1, wipe=True)
        yield _show(name, screen, language, seq=start + 2)
    else:
        yield _show(name, screen, language, seq=start + 1, wipe=True)


def _show(name: str, screen: AnyScreen, language: Language, *, seq: int, wipe: bool = False) -> Show:
    return Show(
        seq=seq,
        screen=screen,
        status=OFFLINE if "registered" in name or "four" in name else STATUS,
        language=language,
        way=way(name),
        can_leave=name.partition("-")[0] in CAN_LEAVE,
        wipe=wipe,
    )


def _save(window: QQuickWindow, path: Path) -> Path:
    if not window.grabWindow().save(str(path)):
        raise OSError(f"cannot write {path}")
    return path
