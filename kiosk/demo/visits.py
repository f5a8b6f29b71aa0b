# SPDX-License-Identifier: GPL-3.0-or-later
"""The visits that the demo can play: what a citizen does, control by control."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import zxingcpp

from drivers.id_reader.invented import CHEN_GUIYING
from kiosk.demo.player import Player
from kiosk.demo.stage import Stage

PHONE = "13800138000"
"""A number that operators keep for examples; nobody answers."""


@dataclass(frozen=True)
class DemoVisit:
    """One visit by name."""

    name: str
    about: str
    service: str
    play: Callable[[Player, Stage], None]
    """Plays from the home page to the last; raises Stuck when the screen does not go along."""
    hands_in: bool = True
    """Whether a case comes of it; otherwise what comes of it is a document."""


def report_12345(player: Player, stage: Stage) -> None:
    """陈桂英 reports that the street light at the village's end is out."""
    player.page("Home")
    player.picture("home")
    player.touch("反映问题")
    player.page("Guide")
    player.picture("guide")
    player.touch("开始")
    player.page("Consent")
    player.picture("consent")
    player.touch("可以")
    player.page("PlaceCard")
    player.picture("place-card")
    stage.reader.insert(CHEN_GUIYING)
    player.page("TakeCard")
    player.picture("take-card")
    stage.reader.lift()
    player.page("Choice")
    player.picture("choice")
    player.touch("求助")
    player.page("TextEntry")
    player.touch("路灯不亮")
    player.keys("，")
    player.write_pinyin([("cun", "村"), ("kou", "口"), ("hen", "很"), ("hei", "黑")])
    player.picture("text")
    player.touch("写好了")
    player.page("PlaceEntry")
    player.picture("place")
    player.touch("就是这里")
    player.page("NumberEntry")
    for digit in PHONE:
        player.touch(digit)
    player.picture("phone")
    player.touch("好了")
    player.page("Review")
    player.picture("review")
    player.touch("没错，提交")
    player.page("Result")
    player.picture("result")
    player.touch("打印回执")
    player.page("Printing")
    player.touch("拿到了", within=30)
    player.page("Rate")
    player.picture("rate")
    player.touch("非常满意")
    player.page("End")
    player.picture("end")
    player.page("Home", within=30)
    player.picture("home-again")
    player.end()


def case_progress(player: Player, stage: Stage) -> None:
    """Somebody tips off without a name, then asks by the number on the receipt how far it is."""
    player.page("Home")
    player.touch("反映问题")
    player.page("Guide")
    player.touch("开始")
    player.page("Consent")
    player.touch("不读证，匿名举报")
    player.page("TextEntry")
    player.write_pinyin([("you", "有"), ("ren", "人"), ("dao", "倒"), ("laji", "垃圾")])
    player.picture("text")
    player.touch("写好了")
    player.page("PlaceEntry")
    player.touch("就是这里")
    player.page("NumberEntry")
    player.touch("不留电话")
    player.page("Review")
    player.picture("review")
    player.touch("没错，提交")
    player.page("Result")
    player.touch("打印回执")
    player.page("Printing")
    player.touch("拿到了", within=30)
    player.page("Rate")
    player.touch("跳过")
    player.page("End")
    player.touch("再办一件")
    player.page("Home")
    player.picture("home")
    player.touch("查办件进度")
    player.page("NumberEntry")
    for digit in stage.transactions()[-1].number:
        player.touch(digit)
    player.picture("number")
    player.touch("好了")
    player.page("CaseStatus")
    player.picture("case-status")
    player.touch("好的，办完了")
    player.page("End")
    player.end()


def insurance_record(player: Player, stage: Stage) -> None:
    """陈桂英 prints a certificate of her insurances, then verifies it by the code on it."""
    player.page("Home")
    player.picture("home")
    player.touch("打印参保证明", within=40)
    player.page("Guide")
    player.picture("guide")
    player.touch("开始")
    player.page("Consent")
    player.touch("可以")
    player.page("PlaceCard")
    stage.reader.insert(CHEN_GUIYING)
    player.page("TakeCard")
    stage.reader.lift()
    player.page("CertificateReady", within=40)
    player.picture("certificate")
    player.touch("打印")
    player.page("PrintingDocument")
    player.touch("拿到了", within=40)
    player.page("End")
    player.touch("再办一件")
    player.page("Home")
    player.touch("验证证明真伪")
    player.page("NumberEntry")
    player.picture("code")
    (printed,) = zxingcpp.read_barcodes(stage.document_printer.sheets[-1].picture)
    stage.devices["scanner"].do(f"show {printed.text}")
    player.page("Verified", within=40)
    player.picture("verified")
    player.touch("好的，看完了")
    player.page("End")
    player.end()


VISITS = (
    DemoVisit(
        "report-12345",
        "tell 12345 that a street light is out: card, form, receipt (诉求登记)",
        "report-12345",
        report_12345,
    ),
    DemoVisit(
        "case-progress",
        "tip off anonymously, then ask by the number how far it is (办件进度查询)",
        "report-12345",
        case_progress,
    ),
    DemoVisit(
        "insurance-record",
        "print a sealed certificate about oneself, then verify it by its code (打印参保证明, 验证证明真伪)",
        "insurance-record",
        insurance_record,
        hands_in=False,
    ),
)
