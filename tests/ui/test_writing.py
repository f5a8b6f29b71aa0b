# SPDX-License-Identifier: GPL-3.0-or-later
"""What is written stays while the page stays, and the virtual keyboard leaves no trace."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QPointF

from kiosk.visit.screens import TextEntry
from kiosk.words import Words
from tests.ui.stage import Stage
from ui import keyboard
from ui.specimens import SPECIMENS

TEXT = SPECIMENS["TextEntry"]


def test_text_and_cursor_survive_an_update(stage: Stage) -> None:
    stage.show(TEXT)
    stage.touch("路灯不亮")
    stage.field().setProperty("cursorPosition", 2)
    stage.show(msgspec.structs.replace(TEXT, problem=Words.same("太短了")))
    assert stage.text() == "路灯不亮"
    assert stage.field().property("cursorPosition") == 2
    assert stage.field().hasActiveFocus()


def test_another_field_starts_with_its_own_text(stage: Stage) -> None:
    stage.show(TEXT)
    stage.touch("路灯不亮")
    stage.show(msgspec.structs.replace(TEXT, field="more", value="别的"))
    assert stage.text() == "别的"


def test_pinyin_is_typed_by_touch_and_leaves_nothing(stage: Stage) -> None:
    stage.show(TEXT)
    stage.type("ludeng")
    stage.pick("路灯")
    stage.type("lu")
    stage.until(lambda: keyboard.candidates(stage.window)[:1] == ["路"])
    first = keyboard.candidates(stage.window)
    stage.pick("芦")
    stage.type("lu")
    stage.until(lambda: "芦" in keyboard.candidates(stage.window))
    assert keyboard.candidates(stage.window) == first, "the keyboard has learned"
    stage.touch("写好了")
    assert stage.presses()[0].value.startswith("路灯芦")
    stage.show(SPECIMENS["Home"], wipe=True)
    for word in ("路灯", "芦"):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
            for file in stage.screenful.memory.path.rglob("*"):
                assert file.is_dir() or word.encode(encoding) not in file.read_bytes()


def test_cangjie_is_typed_by_touch(stage: Stage) -> None:
    stage.show(TEXT, language="hant")
    stage.type("日月")
    stage.pick("明")
    assert stage.text() == "明"


def test_english_is_typed_by_touch(stage: Stage) -> None:
    stage.show(TEXT, language="en")
    stage.type("no light")
    stage.touch_at(_key(stage, "123"))
    stage.until(lambda: keyboard.key(stage.window, "@") is not None)
    stage.type("@7")
    stage.touch_at(_key(stage, "退格"))
    stage.until(lambda: stage.text() == "no light@")


def test_what_is_still_composed_is_taken_in(stage: Stage) -> None:
    stage.show(TEXT)
    stage.type("ludeng")
    stage.touch("写好了")
    assert stage.presses()[0].value != ""


def test_no_more_than_the_greatest_length_counted_in_characters(stage: Stage) -> None:
    assert isinstance(TEXT, TextEntry)
    stage.show(msgspec.structs.replace(TEXT, max_length=6, value="😀𠮷👍"))
    stage.touch("路灯不亮")
    assert stage.text() == "😀𠮷👍，路灯"


def test_nothing_written_is_an_answer_too(stage: Stage) -> None:
    stage.show(TEXT)
    stage.touch("写好了")
    assert stage.presses()[0].value == ""


def test_another_place(stage: Stage) -> None:
    stage.show(SPECIMENS["PlaceEntry"])
    stage.touch("换个地方")
    assert stage.text() == ""
    stage.touch("写好了")
    assert [(press.action, press.value) for press in stage.presses()] == [("ENTER", "")]


def _key(stage: Stage, name: str) -> QPointF:
    found = keyboard.key(stage.window, name)
    assert found is not None
    return found


def test_ready_made_words_are_joined_to_what_is_written(stage: Stage) -> None:
    """Touched one after the other they must read like a sentence, and not like one word."""
    stage.show(TEXT)
    stage.touch("路灯不亮")
    stage.touch("道路坏了")
    assert stage.text() == "路灯不亮，道路坏了"
    stage.show(msgspec.structs.replace(TEXT, field="ended", value="村口很黑。"))
    stage.touch("路灯不亮")
    assert stage.text() == "村口很黑。路灯不亮"
    stage.show(msgspec.structs.replace(TEXT, field="english", value="Dark"), language="en")
    stage.touch("It is too noisy")
    assert stage.text() == "Dark, It is too noisy"
