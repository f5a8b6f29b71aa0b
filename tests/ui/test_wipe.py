# SPDX-License-Identifier: GPL-3.0-or-later
"""After a wipe nothing of the person is left in the ui's objects."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtGui import QGuiApplication

from kiosk.visit.screens import (
    AnyScreen,
    NumberEntry,
    PlaceEntry,
    Result,
    Review,
    ReviewLine,
    StillThere,
    TakeCard,
    TextEntry,
)
from kiosk.words import Words
from tests.held_texts import holders
from tests.ui.stage import Stage
from ui.specimens import SPECIMENS

CANARY = "鹮鹮陈阿婆的事"


def _everything_about_her() -> Iterator[AnyScreen]:
    canary = Words.same(CANARY)
    yield TakeCard(masked_name=CANARY)
    for name in ("TextEntry", "PlaceEntry", "NumberEntry"):
        entry = SPECIMENS[name]
        assert isinstance(entry, TextEntry | PlaceEntry | NumberEntry)
        yield msgspec.structs.replace(entry, value=CANARY)
    yield Review(lines=(ReviewLine("name", canary, canary),), after=canary)
    yield Result(service=canary, outcome="accepted", number=CANARY)
    yield StillThere(seconds=9)


@pytest.mark.parametrize("last", ["writing", "help", "language", "warning"])
def test_nothing_is_left(stage: Stage, last: str) -> None:
    for screen in _everything_about_her():
        stage.show(screen)
    text = SPECIMENS["TextEntry"]
    assert isinstance(text, TextEntry)
    stage.show(msgspec.structs.replace(text, value=CANARY))
    stage.type("ludeng")
    QGuiApplication.clipboard().setText(CANARY)
    assert list(_holding(stage, CANARY)), "the search finds what is there"
    if last == "help":
        stage.touch("帮助")
    elif last == "language":
        stage.touch("语言")
        stage.touch("English")
    elif last == "warning":
        stage.show(StillThere(seconds=3))
    stage.show(SPECIMENS["Home"], wipe=True, can_leave=False)
    stage.until(lambda: not list(_holding(stage, CANARY)))
    assert not list(_holding(stage, "lu deng"))
    assert QGuiApplication.clipboard().text() == ""
    assert stage.bridge.property("language") == "hans"


def test_the_size_of_the_text_is_reset(stage: Stage) -> None:
    stage.show(SPECIMENS["Home"])
    stage.touch("简洁")
    stage.where("大字")
    stage.show(SPECIMENS["Home"], wipe=True)
    stage.where("简洁")


def test_a_wipe_that_is_sent_again_forgets_nothing_more(stage: Stage) -> None:
    """The engine sends its present screen again when the strip changes."""
    stage.show(SPECIMENS["Home"], wipe=True, seq=5)
    stage.touch("简洁")
    stage.show(SPECIMENS["Home"], wipe=True, seq=5)
    stage.where("大字")


def _holding(stage: Stage, canary: str) -> Iterator[str]:
    """Yield each object and property in which the canary is found."""
    context = stage.screenful.engine.singletonInstance("QtQuick.VirtualKeyboard", "InputContext")
    roots = (
        QGuiApplication.instance(),
        QGuiApplication.inputMethod(),
        stage.bridge,
        stage.screenful,
        stage.screenful.engine,
        stage.window,
        context,
    )
    return holders(roots, canary)
