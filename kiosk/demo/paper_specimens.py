# SPDX-License-Identifier: GPL-3.0-or-later
"""Papers with invented content, in every language: one of each kind that a terminal hands out.

The receipt of a case is the real one; the others stand for services to come, and show what a paper can be made of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

from assets import asset
from drivers.id_reader.invented import CHEN_GUIYING
from kiosk.identity.names import mask_name
from kiosk.identity.resident_id import ResidentId
from kiosk.receipt import in_fours, on_paper, receipt
from kiosk.services.loader import load_pack
from kiosk.terminal import Platform, Terminal
from kiosk.visit.answers import Answers, Applicant
from kiosk.visit.screens import Standing
from kiosk.words import Language, Words
from printers.receipt.slip import Amounts, Banner, Code, Lines, Number, Receipt, Rows, Title

Paper: TypeAlias = Callable[[Language], Receipt]

TERMINAL = Terminal(
    id="4452-0137",
    division="445202003201",
    place=Words("演示街道样例村党群服务中心", "演示街道樣例村黨群服務中心", "Yangli Village Service Centre"),
    platform=Platform("https://example.invalid", Path("credentials")),
    devices={},
)
REPORT = load_pack(asset("services") / "10-report-12345.yaml")
_NUMBER = "44520137604912000183"
_WHEN = datetime(2026, 11, 21, 6, 5, tzinfo=UTC)
_ANSWERS = Answers(
    how="card",
    applicant=Applicant(name=CHEN_GUIYING.name, id_number=CHEN_GUIYING.number, id_type="111", how="card"),
    values={"kind": "help", "text": "路灯不亮", "place": "样例村东侧机耕路口", "phone": "13800138000"},
)
_NAME = mask_name(CHEN_GUIYING.name)
_IDENTITY = ResidentId(CHEN_GUIYING.number).masked

_APPLICANT = Words("办理人", "辦理人", "Applicant")
_PERSON = Words("姓名", "姓名", "Name")
_ID_NUMBER = Words("身份证号", "身份證號", "ID number")
_TIME = Words("办理时间", "辦理時間", "Time")
_SCAN = Words("扫码查进度", "掃碼查進度", "Scan to follow your case")
_ASK = Words("咨询 12345", "諮詢 12345", "Questions: call 12345")


def _case(
    standing: Standing, platform_number: str = "", *, answers: Answers | None = _ANSWERS, reprint: bool = False
) -> Paper:
    return lambda language: receipt(
        REPORT,
        TERMINAL,
        number=_NUMBER,
        standing=standing,
        platform_number=platform_number,
        registered_at=_WHEN,
        language=language,
        answers=answers,
        reprint=reprint,
        demo=reprint,
    )


def _progress(language: Language) -> Receipt:
    """An answer to take home."""

    def say(hans: str, hant: str, en: str) -> str:
        return Words(hans, hant, en).within(language)

    return on_paper(
        (Title(say("查办件进度", "查辦件進度", "Case progress")), Banner(say("正在办理", "正在辦理", "In progress"))),
        (Number(say("流水号", "流水號", "Number"), _NUMBER),),
        (
            Rows(
                (
                    (say("事项", "事項", "Matter"), say("高龄津贴申领", "高齡津貼申領", "Old-age allowance")),
                    (say("申办流水号", "申辦流水號", "Platform number"), in_fours("445202202611210000013")),
                    (
                        say("办理单位", "辦理單位", "Office"),
                        say("样例区民政局", "樣例區民政局", "Yangli Civil Affairs"),
                    ),
                    (say("受理时间", "受理時間", "Accepted on"), "2026-11-18"),
                    (say("最晚办结", "最遲辦結", "Decided by"), "2026-12-16"),
                )
            ),
        ),
        (
            Lines(
                (
                    say(
                        "还差户口簿（本人页），请在 11 月 30 日前补上。",
                        "還差戶口簿（本人頁），請在 11 月 30 日前補上。",
                        "Still missing: household register (your page), by 30 November.",
                    ),
                    say("可以在本机补交。", "可以在本機補交。", "You can hand it in at this terminal."),
                )
            ),
            Lines((_ASK.within(language),), strong=True),
        ),
        terminal=TERMINAL,
        language=language,
    )


def _payment(language: Language) -> Receipt:
    """A payment for two of a family."""

    def say(hans: str, hant: str, en: str) -> str:
        return Words(hans, hant, en).within(language)

    medical = say("2027 年居民医保", "2027 年居民醫保", "Medical insurance 2027")
    return on_paper(
        (
            Title(say("城乡居民社保缴费", "城鄉居民社保繳費", "Resident insurance payment")),
            Banner(say("已缴费", "已繳費", "Paid")),
        ),
        (
            Rows(
                (
                    (say("缴费人", "繳費人", "Paid by"), _NAME),
                    (_ID_NUMBER.within(language), _IDENTITY),
                    (say("缴费方式", "繳費方式", "Paid with"), say("微信支付", "微信支付", "WeChat Pay")),
                    (_TIME.within(language), "2026-11-21 14:05"),
                )
            ),
        ),
        (
            Amounts(
                (
                    (f"{medical} {_NAME}", Decimal("400.00")),
                    (f"{medical} 林**", Decimal("400.00")),
                    (say("2026 年居民养老", "2026 年居民養老", "Pension insurance 2026"), Decimal("1200.00")),
                    (say("政府代缴", "政府代繳", "Paid by the state"), Decimal("-60.50")),
                ),
                total=(say("合计", "合計", "Total"), Decimal("1939.50")),
            ),
        ),
        (
            Code(
                "https://zwfw.example.invalid/p?n=44520137604912000183",
                say("扫码开电子票据", "掃碼開電子票據", "Scan for the e-invoice"),
            ),
            Lines((say("本凭条不作报销凭证。", "本憑條不作報銷憑證。", "This slip is no tax invoice."),)),
        ),
        terminal=TERMINAL,
        language=language,
    )


def _pension(language: Language) -> Receipt:
    """The proof that somebody lives and draws a pension."""

    def say(hans: str, hant: str, en: str) -> str:
        return Words(hans, hant, en).within(language)

    return on_paper(
        (
            Title(say("养老待遇资格认证", "養老待遇資格認證", "Pension eligibility check")),
            Banner(say("认证通过", "認證通過", "Confirmed")),
        ),
        (
            Rows(
                (
                    (_PERSON.within(language), _NAME),
                    (_ID_NUMBER.within(language), _IDENTITY),
                    (say("认证时间", "認證時間", "Confirmed on"), "2026-11-21 14:05"),
                    (say("有效期至", "有效期至", "Valid until"), "2027-11-30"),
                )
            ),
        ),
        (
            Lines(
                (
                    say(
                        "下次请在 2027 年 11 月 30 日前再来认证，过期会停发养老金。",
                        "下次請在 2027 年 11 月 30 日前再來認證，過期會停發養老金。",
                        "Please come again before 30 November 2027, or payments will pause.",
                    ),
                )
            ),
            Lines((_ASK.within(language),), strong=True),
        ),
        terminal=TERMINAL,
        language=language,
    )


def _ticket(language: Language) -> Receipt:
    """A place in the queue of a hall."""

    def say(hans: str, hant: str, en: str) -> str:
        return Words(hans, hant, en).within(language)

    return on_paper(
        (Title(say("综合窗口", "綜合窗口", "General counter")),),
        (
            Number(say("您的号码", "您的號碼", "Your number"), "A023"),
            Banner(say("前面还有 6 位", "前面還有 6 位", "6 people before you")),
        ),
        (
            Rows(
                (
                    (say("取号时间", "取號時間", "Taken at"), "2026-11-21 14:05"),
                    (say("大约等候", "大約等候", "Wait"), say("20 分钟", "20 分鐘", "about 20 minutes")),
                )
            ),
            Lines(
                (
                    say(
                        "叫到号请到窗口，过号请重新取号。",
                        "叫到號請到窗口，過號請重新取號。",
                        "Come to the counter when called. If you miss your turn, take a new number.",
                    ),
                )
            ),
        ),
        terminal=TERMINAL,
        language=language,
    )


def _names(language: Language) -> Receipt:
    """Characters that names have and few fonts: those of the shipped one, then such as it lacks, each in its box."""

    def say(hans: str, hant: str, en: str) -> str:
        return Words(hans, hant, en).within(language)

    return on_paper(
        (Title(say("名字里的生僻字", "名字裡的生僻字", "Rare characters of names")),),
        (
            Rows(
                (
                    (say("常见字库有的", "常見字庫有的", "Shipped"), RARE),
                    (say("字库没有的", "字庫沒有的", "Not shipped"), BOXED),
                    (say("身份证自造字", "身份證自造字", "From ID cards"), PRIVATE),
                    (say("带音调符号", "帶音調符號", "Accents"), ACCENTED),
                )
            ),
        ),
        terminal=TERMINAL,
        language=language,
    )


RARE = "䶮㐂㙓堃犇淼㛃䥇𬭎𬱖𫖯𫍯"
BOXED = "𠮷\U0002a6b2\U00031350"
PRIVATE = "\ue863\uf8c1"
ACCENTED = "José Nguyễn"

PAPERS: Mapping[str, Paper] = {
    "registered": _case("registered"),
    "delivered": _case("delivered", "445202202611210000013"),
    "reprint": _case("accepted", "445202202611210000013", reprint=True),
    "bare-slip": _case("registered", answers=None),
    "progress": _progress,
    "payment": _payment,
    "pension": _pension,
    "ticket": _ticket,
    "rare-names": _names,
}
"""By name; `bare-slip` is what may be printed after a power cut, and names nobody."""
