# SPDX-License-Identifier: GPL-3.0-or-later
"""A touch becomes one answer to the screen that is drawn."""

from __future__ import annotations

from PySide6.QtCore import QPoint

from kiosk.visit.intents import Press, Resize, Speak, Touched
from kiosk.visit.screens import StillThere
from tests.ui.stage import Stage
from ui.bridge import Bridge
from ui.controls import control
from ui.specimens import SPECIMENS


def test_a_tile_opens_its_service(stage: Stage) -> None:
    stage.show(SPECIMENS["Home"], seq=7)
    stage.touch("反映问题")
    assert stage.presses() == [Press(seq=7, action="OPEN", value="report-12345")]


def test_a_second_touch_is_not_another_answer(stage: Stage) -> None:
    stage.show(SPECIMENS["Guide"])
    stage.touch("开始")
    stage.touch("开始")
    assert len(stage.presses()) == 1


def test_a_late_engine_is_excused_and_the_page_can_be_touched_again(stage: Stage) -> None:
    stage.show(SPECIMENS["Guide"])
    stage.touch("开始")
    stage.until(lambda: bool(stage.bridge.property("late")))
    stage.touch("开始")
    assert len(stage.presses()) == 2
    stage.show(SPECIMENS["Consent"])
    assert not stage.bridge.property("late")


def test_a_touch_is_seen_while_the_engine_is_silent(stage: Stage) -> None:
    stage.show(SPECIMENS["Guide"])
    where = stage.where("开始")
    beside = where.toPoint() + QPoint(200, 0)
    before = stage.window.grabWindow().pixelColor(beside)
    stage.press_at(where)
    after = stage.window.grabWindow().pixelColor(beside)
    stage.lift_at(where)
    assert after.lightness() < before.lightness()


def test_choosing_answers_with_the_option(stage: Stage) -> None:
    stage.show(SPECIMENS["Choice"])
    stage.touch("建议")
    assert [(press.action, press.value) for press in stage.presses()] == [("CHOOSE", "suggestion")]


def test_a_number_is_typed_on_the_keypad(stage: Stage) -> None:
    stage.show(SPECIMENS["NumberEntry"])
    for key in ("退格", "3", "8", "0", "0", "0"):
        stage.touch(key)
    stage.touch("好了")
    assert stage.presses()[0].value == "138001" + "38000"


def test_leaving_is_asked_once(stage: Stage) -> None:
    stage.show(SPECIMENS["Choice"])
    stage.touch("退出")
    stage.touch("接着办")
    assert control(stage.window, "不办了") is None
    stage.touch("退出")
    assert stage.presses() == []
    stage.touch("不办了")
    assert [press.action for press in stage.presses()] == ["LEAVE"]


def test_leaving_is_not_offered_where_it_is_not_possible(stage: Stage) -> None:
    stage.show(SPECIMENS["Result"], can_leave=False)
    assert control(stage.window, "退出") is None


def test_help_lies_over_the_page_and_goes(stage: Stage) -> None:
    stage.show(SPECIMENS["Guide"])
    stage.touch("帮助")
    assert control(stage.window, "开始") is None
    stage.touch("继续")
    stage.touch("开始")
    assert len(stage.presses()) == 1


def test_the_engine_learns_the_size_of_text_for_its_paper(stage: Stage) -> None:
    stage.show(SPECIMENS["Guide"])
    stage.touch("简洁")
    stage.touch("大字")
    assert [intent for intent in stage.intents if isinstance(intent, Resize)] == [
        Resize(large=False),
        Resize(large=True),
    ]


def test_the_language_changes_at_once_and_the_engine_learns_of_it(stage: Stage) -> None:
    stage.show(SPECIMENS["Guide"])
    stage.touch("语言")
    stage.touch("English")
    assert control(stage.window, "Start") is not None
    assert Speak(language="en") in stage.intents
    # A screen that was on its way already does not change it back.
    stage.show(SPECIMENS["Consent"], language="hans")
    assert control(stage.window, "Yes, go on") is not None
    stage.show(SPECIMENS["Consent"], language="en")
    stage.show(SPECIMENS["Consent"], language="hans")
    assert control(stage.window, "可以") is not None


def test_the_idle_warning_keeps_what_was_written(stage: Stage) -> None:
    stage.show(SPECIMENS["TextEntry"], seq=3)
    stage.touch("路灯不亮")
    stage.show(StillThere(seconds=15), seq=4)
    stage.show(StillThere(seconds=14), seq=4)
    assert control(stage.window, "写好了") is None
    stage.touch("我还在")
    assert stage.presses() == [Press(seq=4, action="STAY")]
    stage.show(SPECIMENS["TextEntry"], seq=3)
    assert stage.text() == "路灯不亮"
    stage.touch("写好了")
    assert stage.presses()[1] == Press(seq=3, action="ENTER", value="路灯不亮")


def test_somebody_is_there_at_most_once_a_second() -> None:
    now = [0.0]
    bridge = Bridge(monotonic=lambda: now[0])
    said: list[object] = []
    bridge.intent.connect(said.append)
    for now[0] in (0.0, 0.2, 0.9, 1.0, 1.5, 2.0):
        bridge.touched()
    assert said == [Touched()] * 3
