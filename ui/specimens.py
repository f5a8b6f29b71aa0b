# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page in its variants, filled with made-up people and cases, for the gallery and the tests."""

from __future__ import annotations

import msgspec

from kiosk.visit.screens import (
    AnyScreen,
    CaseEvent,
    CaseStatus,
    CertificateReady,
    Choice,
    Consent,
    End,
    GoOn,
    Guide,
    Home,
    KeptPaper,
    NumberEntry,
    Option,
    OutOfService,
    PlaceCard,
    PlaceEntry,
    Printing,
    PrintingDocument,
    Problem,
    Rate,
    Recovered,
    Result,
    Review,
    ReviewLine,
    Stage,
    Starting,
    Status,
    StillThere,
    TakeCard,
    TextEntry,
    Tile,
    Verified,
    WayStep,
    Working,
)
from kiosk.words import Words

_W = Words
NUMBER = "4452 0137 2761 9900 0017"
SERVICE = _W("反映问题", "反映問題", "Report a problem")
PLACE = _W("榕城区仙桥街道下园村", "榕城區仙橋街道下園村", "Xiayuan Village, Rongcheng")
STATUS = Status(place=PLACE, terminal="4452-0137", online=True)
OFFLINE = Status(place=PLACE, terminal="4452-0137", online=False, demo=True)

REPORT = Tile(
    "report-12345",
    SERVICE,
    _W("投诉、求助、建议，带身份证", "投訴、求助、建議，帶身份證", "To 12345. Bring your ID card"),
    "report",
)
PROGRESS = Tile(
    "case-progress",
    _W("查办件进度", "查辦件進度", "Check a case"),
    _W("用回执上的流水号", "用回執上的流水號", "By the number on the receipt"),
    "progress",
)
PENSION = Tile(
    "pension-check",
    _W("养老资格认证", "養老資格認證", "Pension check"),
    _W("带身份证", "帶身份證", "Bring your ID card"),
    "person",
    why_not=_W(
        "摄像头坏了，请到镇服务中心办",
        "攝影機壞了，請到鎮服務中心辦",
        "The camera is broken; please go to the town's centre",
    ),
)
PAYMENT = Tile(
    "payment", _W("交医保养老", "交醫保養老", "Pay insurance"), _W("带身份证", "帶身份證", "Bring your ID card"), "card"
)
ALLOWANCE = Tile(
    "allowance",
    _W("高龄津贴", "高齡津貼", "Old-age allowance"),
    _W("带身份证", "帶身份證", "Bring your ID card"),
    "service",
)
PRINTS = Tile(
    "prints", _W("打印和查询", "打印和查詢", "Print and look up"), _W("不用排队", "不用排隊", "No queue"), "code"
)
NOTICE = _W(
    "今天不能打印：打印纸用完了。其他都能办。",
    "今天不能打印：打印紙用完了。其他都能辦。",
    "No printing today: the paper is used up. Everything else works.",
)

_PARTS = (
    (_W("看说明", "看說明", "About"), {"Guide", "Consent"}),
    (_W("验身份", "驗身份", "Identity"), {"PlaceCard", "TakeCard", "KeptPaper", "GoOn"}),
    (_W("填内容", "填內容", "Details"), {"Choice", "TextEntry", "PlaceEntry", "NumberEntry", "StillThere"}),
    (_W("核对", "核對", "Check"), {"Review"}),
    (_W("取回执", "取回執", "Receipt"), {"Working", "Result", "Printing"}),
)


def way(name: str) -> tuple[WayStep, ...]:
    """Return the way as a visit shows it on the page of this name; pages outside a visit have none."""
    page = name.partition("-")[0]
    now = next((index for index, (_, pages) in enumerate(_PARTS) if page in pages), None)
    if now is None:
        return ()
    return tuple(
        WayStep(part, "done" if index < now else "now" if index == now else "later")
        for index, (part, _) in enumerate(_PARTS)
    )


WAY = way("TextEntry")

_KINDS = (
    Option(
        "complaint",
        _W("投诉", "投訴", "Complain"),
        _W("对单位或服务不满意", "對單位或服務不滿意", "About an office or a service"),
    ),
    Option(
        "help",
        _W("求助", "求助", "Ask for help"),
        _W("遇到难处，请人帮忙", "遇到難處，請人幫忙", "You are in difficulty"),
    ),
    Option("suggestion", _W("建议", "建議", "Suggest"), _W("有个好主意", "有個好主意", "You have an idea")),
    Option("question", _W("咨询", "諮詢", "Ask"), _W("想问清楚一件事", "想問清楚一件事", "You want to know something")),
    Option(
        "report", _W("举报", "舉報", "Tip off"), _W("有人做了违法的事", "有人做了違法的事", "Somebody breaks the law")
    ),
)
_TEXT = TextEntry(
    field="text",
    title=_W("请说说是什么事", "請說說是甚麼事", "Please say what it is"),
    line=_W(
        "什么时候、怎么样。可以写，也可以选",
        "甚麼時候、怎麼樣。可以寫，也可以選",
        "When, and how it is. Write or choose",
    ),
    chips=(
        _W("路灯不亮", "路燈不亮", "Street light is out"),
        _W("垃圾没人收", "垃圾沒人收", "Rubbish is not collected"),
        _W("拖欠工资", "拖欠工資", "Wages are not paid"),
        _W("道路坏了", "道路壞了", "The road is broken"),
        _W("停水停电", "停水停電", "Water or power is off"),
        _W("噪音太大", "噪音太大", "It is too noisy"),
    ),
)
_AFTER = _W(
    "提交后给您一个流水号，5 个工作日内会有人联系",
    "提交後給您一個流水號，5 個工作日內會有人聯絡",
    "You get a number; somebody is in touch within 5 working days",
)
_LATER = _W(
    "事情已存好，不会丢。网络一通就送出，凭流水号可以查。",
    "事情已存好，不會遺失。網絡一通就送出，憑流水號可以查。",
    "Your case is safe. It is sent as soon as the network is back. Your number finds it.",
)
_SOON = _W(
    "单位会在 5 个工作日内联系您。", "單位會在 5 個工作日內聯絡您。", "The office is in touch within 5 working days."
)
_LINES = (
    ReviewLine("person", _W("姓名", "姓名", "Name"), Words.same("陈** 4452**********0021"), editable=False),
    ReviewLine("kind", _W("事项", "事項", "Matter"), _W("投诉", "投訴", "Complain")),
    ReviewLine(
        "text",
        _W("内容", "內容", "What it is"),
        Words.same("村口的路灯上周三开始就不亮了，晚上老人出来倒垃圾看不清路，已经有人摔了一跤，麻烦尽快来修一下。"),
    ),
    ReviewLine("place", _W("地点", "地點", "Place"), Words.same("下园村村口，老榕树旁边")),
    ReviewLine("phone", _W("电话", "電話", "Phone"), Words.same("138****8000")),
)
_LONG = "村口的路灯上周三开始就不亮了，晚上老人出来倒垃圾看不清路。" * 20
"""Cut at what may be written."""
_PHONE = NumberEntry(
    field="phone",
    title=_W("留个电话，方便回您", "留個電話，方便回覆您", "A phone number to call you back"),
    line=_W("只给处理这件事的人看", "只給處理這件事的人看", "Only those who handle the matter see it"),
    kind="phone",
    value="1380013",
    skip=_W("不留电话", "不留電話", "No phone"),
)
_CASE = CaseStatus(
    number=NUMBER,
    platform_number="445202202611220000014",
    service=SERVICE,
    status=_W("正在办理", "正在辦理", "In progress"),
    events=(
        CaseEvent(
            "2026-11-21 16:40", _W("转交榕城区住建局办理", "轉交榕城區住建局辦理", "Passed to the housing office")
        ),
        CaseEvent("2026-11-21 14:10", _W("12345 已受理", "12345 已受理", "Accepted by 12345")),
        CaseEvent("2026-11-21 14:05", _W("在下园村终端登记", "在下園村終端登記", "Registered in Xiayuan Village")),
    ),
    next=_SOON,
)

# A sheet with a seal, small; what a real one shows is in docs/samples/documents.
_SHEET = (
    "data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg' width='595' height='842'>"
    "<rect width='595' height='842' fill='white'/><rect x='180' y='90' width='235' height='26'/>"
    "<g fill='%23555'><rect x='90' y='190' width='420' height='12'/><rect x='90' y='225' width='420' height='12'/>"
    "<rect x='90' y='260' width='260' height='12'/></g>"
    "<circle cx='400' cy='420' r='58' fill='none' stroke='%23d6141a' stroke-width='4'/></svg>"
)
_TITLE = Words.same("社会保险个人参保证明")
_OFFICE = Words.same("演示省社会保险基金管理局")
_VERIFIED = Verified(
    verdict="genuine",
    number="9591 9391 7562 9661 1411",
    title=_TITLE,
    office=_OFFICE,
    issued="2026-11-21 14:05",
    page=_SHEET,
)

SPECIMENS: dict[str, AnyScreen] = {
    "Starting": Starting(),
    "Home": Home(tiles=(REPORT, PROGRESS)),
    "Home-one": Home(tiles=(REPORT,)),
    "Home-four": Home(tiles=(PENSION, PAYMENT, REPORT, PROGRESS), notices=(NOTICE,)),
    "Home-six": Home(tiles=(PENSION, PAYMENT, REPORT, PROGRESS, ALLOWANCE, PRINTS)),
    "Guide": Guide(
        title=_W("向 12345 反映问题", "向 12345 反映問題", "Tell 12345 about a problem"),
        minutes=3,
        lines=(
            _W("说说是什么事、在哪里", "說說是甚麼事、在哪裏", "Say what it is and where"),
            _W(
                "要用身份证；举报可以不留名",
                "要用身份證；舉報可以不留名",
                "You need your ID card; a tip-off may be anonymous",
            ),
            _W(
                "办完给您一张回执，凭号可查",
                "辦完給您一張回執，憑號可查",
                "You get a receipt; its number finds your case",
            ),
        ),
        icon="report",
    ),
    "Consent": Consent(
        purpose=_W(
            "只用来登记这件事，办完就从机器上清除",
            "只用來登記這件事，辦完就從機器上清除",
            "Only to register this matter; then wiped from the machine",
        ),
        anonymous=_W("不读证，匿名举报", "不讀證，匿名舉報", "No card, tip off anonymously"),
    ),
    "PlaceCard": PlaceCard(),
    "PlaceCard-reading": PlaceCard(state="reading"),
    "PlaceCard-unread": PlaceCard(state="unread"),
    "PlaceCard-both": PlaceCard(takes="both"),
    "PlaceCard-social": PlaceCard(takes="social", code="ID01"),
    "PlaceCard-social-reading": PlaceCard(state="reading", takes="both", card="social"),
    "PlaceCard-wrong": PlaceCard(state="wrong", takes="both", card="social", code="ID06"),
    "PlaceCard-expired": PlaceCard(state="expired", code="ID04"),
    "PlaceCard-absent": PlaceCard(state="reader_absent", code="ID01"),
    "TakeCard": TakeCard(masked_name="陈**"),
    "TakeCard-social": TakeCard(masked_name="陈**", card="social"),
    "Choice": Choice(
        field="kind",
        title=_W("您想做什么？", "您想做甚麼？", "What would you like to do?"),
        line=_W("点一个最接近的", "點一個最接近的", "Touch the closest"),
        options=_KINDS,
        chosen="help",
    ),
    "TextEntry": _TEXT,
    "TextEntry-problem": TextEntry(
        field="text",
        title=_TEXT.title,
        line=_TEXT.line,
        value="😀𠮷",
        chips=_TEXT.chips,
        problem=_W("还没有写是什么事，请写几个字", "還未寫是甚麼事，請寫幾個字", "Please write a few words about it"),
    ),
    "PlaceEntry": PlaceEntry(
        field="place",
        title=_W("在哪里？", "在哪裏？", "Where is it?"),
        line=_W(
            "我们先填了本村，不对就改",
            "我們先填了本村，不對就改",
            "We filled in this village; change it if it is elsewhere",
        ),
        value="榕城区仙桥街道下园村",
    ),
    "NumberEntry": _PHONE,
    "NumberEntry-scan": NumberEntry(
        field="case_number",
        title=_W("请输入流水号", "請輸入流水號", "The number, please"),
        line=_W(
            "在回执上，大字的那一行。也可以把回执上的码对准扫码口",
            "在回執上，大字的那一行。也可以把回執上的碼對準掃碼口",
            "The large line on your receipt. Or hold its code to the scanner",
        ),
        kind="case_number",
        scan=True,
        problem=_W(
            "这个码不是回执上的码。请扫回执上的方块码，或者输入流水号。",
            "這個碼不是回執上的碼。請掃回執上的方塊碼，或者輸入流水號。",
            "This is not the code of a receipt. Scan the square code on your receipt, or type the number.",
        ),
    ),
    "NumberEntry-id": NumberEntry(
        field="id_number",
        title=_W("请输入身份证号码", "請輸入身份證號碼", "Your ID number, please"),
        line=_W("18 位，最后一位可能是 X", "18 位，最後一位可能是 X", "18 characters; the last may be X"),
        kind="id_number",
        value="445202195803120021",
        problem=_W(
            "号码好像不对，请再看一下", "號碼好像不對，請再看一下", "The number does not seem right; please look again"
        ),
    ),
    "Review": Review(lines=_LINES, after=_AFTER),
    "Review-long": Review(
        lines=(_LINES[0], _LINES[1], ReviewLine("text", _LINES[2].label, Words.same(_LONG[:500])), *_LINES[3:]),
        after=_AFTER,
    ),
    "Working": Working(stages=(Stage("saved", "done"), Stage("sending", "now"))),
    "Result": Result(service=SERVICE, outcome="delivered", number=NUMBER, next=_SOON),
    "Result-registered": Result(service=SERVICE, outcome="registered", number=NUMBER, next=_LATER),
    "Result-accepted": Result(
        service=SERVICE,
        outcome="accepted",
        number=NUMBER,
        platform_number="445202202611220000014",
        next=_SOON,
        can_print=False,
        kept_until="18:05",
    ),
    "Result-held": Result(
        service=SERVICE,
        outcome="held",
        number=NUMBER,
        next=_W(
            "请打 12345，报上这个流水号。",
            "請打 12345，報上這個流水號。",
            "Please call 12345 and give this number.",
        ),
    ),
    "Printing": Printing(state="printing", number=NUMBER),
    "Printing-out": Printing(state="out", number=NUMBER),
    "Printing-unknown": Printing(state="unknown", number=NUMBER, code="PR03"),
    "Printing-paper-out": Printing(state="paper_out", number=NUMBER, code="PR01", kept_until="18:05"),
    "Rate": Rate(),
    "End": End(),
    "End-kept": End(kept_until="18:05"),
    "StillThere": StillThere(seconds=15),
    "CaseStatus": _CASE,
    "Verified": _VERIFIED,
    "Verified-revoked": msgspec.structs.replace(_VERIFIED, verdict="revoked", revoked="2026-12-01 09:30"),
    "Verified-tampered": Verified(verdict="tampered", number=_VERIFIED.number),
    "Verified-unknown": Verified(verdict="unknown", number=_VERIFIED.number),
    "CertificateReady": CertificateReady(title=_TITLE, office=_OFFICE, pages=(_SHEET,)),
    "CertificateReady-two-pages": CertificateReady(title=_TITLE, office=_OFFICE, pages=(_SHEET, _SHEET)),
    "PrintingDocument": PrintingDocument(state="printing"),
    "PrintingDocument-out": PrintingDocument(state="out"),
    "PrintingDocument-unknown": PrintingDocument(state="unknown", code="PR03"),
    "PrintingDocument-paper-out": PrintingDocument(state="paper_out", code="PR04", kept_until="18:05"),
    "PrintingDocument-trouble": PrintingDocument(state="trouble", code="PR05"),
    "KeptPaper": KeptPaper(what="receipt", name=SERVICE, number=NUMBER),
    "KeptPaper-doubtful": KeptPaper(what="receipt", name=SERVICE, number=NUMBER, doubtful=True),
    "KeptPaper-certificate": KeptPaper(what="certificate", name=_TITLE),
    "GoOn": GoOn(service=SERVICE),
    "Problem": Problem(
        title=_W("现在查不到这件事", "現在查不到這件事", "This case cannot be looked up now"),
        remedy=_W(
            "网络不通。可以再试一次，或者晚些再来",
            "網絡不通。可以再試一次，或者晚些再來",
            "There is no network. Try again, or come back later",
        ),
        code="NW01",
        actions=("RETRY", "BACK", "LEAVE"),
    ),
    "Recovered": Recovered(kept=True, service=SERVICE, number=NUMBER, state="registered", can_print=True),
    "Recovered-nothing": Recovered(kept=False),
    "OutOfService": OutOfService(
        reason=_W("机器的存储坏了，不能登记", "機器的儲存裝置壞了，不能登記", "This machine cannot store anything"),
        code="QU03",
    ),
}
"""By name: the page's, and what is special about this one."""

BELOW = "PlaceEntry"
"""The page under the idle warning."""

CAN_LEAVE = frozenset(
    {"Guide", "Consent", "PlaceCard", "TakeCard", "Choice", "TextEntry", "PlaceEntry", "NumberEntry", "Review"}
    | {"StillThere", "KeptPaper", "GoOn"}
)
"""Pages before anything is submitted."""
