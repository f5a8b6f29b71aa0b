# SPDX-License-Identifier: GPL-3.0-or-later
"""Every screen has a page, and every page is whole."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from _pytest.mark import ParameterSet
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickItem
from pytestqt.qtbot import QtBot

import ui
from kiosk.visit.screens import AnyScreen, StillThere
from kiosk.words import Language
from tests.ui.stage import Stage
from ui.controls import items, named
from ui.gallery import LANGUAGES, SIZES
from ui.specimens import BELOW, SPECIMENS

PAGES = Path(ui.__file__).parent / "pages"
SMALLEST_TARGET = 50
"""Pixels of the smallest canvas, on which a finger of 15 mm covers about as many."""


def test_every_screen_has_a_page_and_every_page_a_screen() -> None:
    assert {screen.__name__ for screen in get_args(AnyScreen)} == {page.stem for page in PAGES.glob("*.qml")}


def test_the_gallery_shows_every_screen() -> None:
    assert {screen.__name__ for screen in get_args(AnyScreen)} == {name.partition("-")[0] for name in SPECIMENS}


def shape(size: tuple[int, int], language: Language) -> ParameterSet:
    """One run; traditional Chinese is as long as simplified, so that one size of it will do from day to day."""
    seldom = [pytest.mark.long] if language == "hant" and size != SIZES[0] else []
    return pytest.param(size, language, marks=seldom, id=f"{size[0]}x{size[1]}-{language}")


@pytest.mark.parametrize(("size", "language"), [shape(size, language) for size in SIZES for language in LANGUAGES])
def test_pages_are_whole(qtbot: QtBot, size: tuple[int, int], language: Language) -> None:
    """Nothing is cut off, every control is inside the window, large enough, and named as it reads."""
    stage = Stage(qtbot, size)
    faults: list[str] = []
    for name, screen in SPECIMENS.items():
        if isinstance(screen, StillThere):
            stage.show(SPECIMENS[BELOW], language=language, wipe=True)
            stage.show(screen, language=language)
        else:
            stage.show(screen, language=language, wipe=True)
        faults += [f"{name}: {fault}" for fault in _faults(stage)]
    stage.close()
    assert not faults, "\n".join(faults)


def _faults(stage: Stage) -> list[str]:
    drawn = items(stage.window.contentItem())
    faults = [f"cut off: {item.property('text')}" for item in drawn if item.property("truncated")]
    called: set[str] = set()
    kind = stage.bridge.property("page")
    for name, role, item in named(stage.window):
        if role != QAccessible.Role.Button or item.objectName() == "candidate":
            continue
        if name in called and "Review" not in kind:  # where 改 stands beside each line
            faults.append(f"two are called {name}")
        called.add(name)
        inside = item.mapRectToScene(item.boundingRect())
        in_view = -1 <= inside.top() <= inside.bottom() <= stage.window.height() + 1
        if not in_view and not _in_a_list(item):
            faults.append(f"outside: {name} {inside}")
        if inside.height() < SMALLEST_TARGET:
            faults.append(f"too small: {name} {inside.height()}")
        if name not in _texts(item):
            faults.append(f"named {name}, reads {_texts(item)}")
    return faults


def _in_a_list(item: QQuickItem) -> bool:
    """Tell whether it is in a list that is pushed up, as 往下看 below it says."""
    above = item.parentItem()
    return above is not None and (above.property("contentY") is not None or _in_a_list(above))


def _texts(item: QQuickItem) -> set[str]:
    return {str(below.property("text")) for below in items(item)}
