# SPDX-License-Identifier: GPL-3.0-or-later
"""Every failure that a citizen or a technician can meet: a code, a cause, and a remedy, in the languages of the ui.

The codes are documented in docs/failures.md; a test holds the two together and finds each code in use.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kiosk.words import Words


@dataclass(frozen=True)
class Failure:
    """One way of failing: `title` names the thing, not the fault; `remedy` is the way on."""

    code: str
    title: Words
    remedy: Words


class Failures(Enum):
    """All of them. The letters name the part: ID reader, PR printer, NW network, QU queue, IN input, SY system."""

    READER_ABSENT = Failure(
        "ID01",
        Words("读卡器好像松了", "讀卡器好像鬆了", "The card reader is not connected"),
        Words(
            "不用担心，刚才填的都在。换一种方式，或者等一下。",
            "不用擔心，剛才填的都在。換一種方式，或者等一下。",
            "Nothing is lost. Use another way, or wait a moment.",
        ),
    )
    READER_SILENT = Failure(
        "ID02",
        Words("读卡器没有反应", "讀卡器沒有反應", "The card reader does not answer"),
        Words(
            "请等一下，机器正在重新连接。也可以换一种方式。",
            "請等一下，機器正在重新連接。也可以換一種方式。",
            "Please wait while it reconnects, or use another way.",
        ),
    )
    CARD_UNREADABLE = Failure(
        "ID03",
        Words("没有读到，再放一次", "沒有讀到，再放一次", "The card was not read"),
        Words("拿起来，等一秒，再放平。", "拿起來，等一秒，再放平。", "Lift it, wait a second, and lay it flat again."),
    )
    CARD_EXPIRED = Failure(
        "ID04",
        Words("这张证件过期了", "這張證件過期了", "This card has expired"),
        Words(
            "请换一张有效的证件，或者换一种方式。身份证可以到派出所换领。",
            "請換一張有效的證件，或者換一種方式。身份證可以到派出所換領。",
            "Use a valid card or another way. The police station renews ID cards.",
        ),
    )
    READER_BROKEN = Failure(
        "ID05",
        Words("读卡器坏了", "讀卡器壞了", "The card reader is broken"),
        Words("请换一种方式。", "請換一種方式。", "Please use another way."),
    )
    CARD_WRONG = Failure(
        "ID06",
        Words("这张卡不是社保卡", "這張卡不是社保卡", "This is no social security card"),
        Words(
            "请拔出来，换社保卡，或者把身份证放在读卡器上。",
            "請拔出來，換社保卡，或者把身份證放在讀卡器上。",
            "Take it out and use your social security card, or lay your ID card on the reader.",
        ),
    )
    ID_NUMBER_LENGTH = Failure(
        "IN01",
        Words("身份证号是 18 位", "身份證號是 18 位", "An ID number has 18 characters"),
        Words("请数一数，少了或者多了。", "請數一數，少了或者多了。", "Some are missing or too many."),
    )
    ID_NUMBER_DATE = Failure(
        "IN02",
        Words("出生日期那几位不对", "出生日期那幾位不對", "The birth date in it is not a date"),
        Words(
            "请对照证件再看一遍第 7 到 14 位。",
            "請對照證件再看一遍第 7 到 14 位。",
            "Please compare digits 7 to 14 with your card.",
        ),
    )
    ID_NUMBER_CHECK = Failure(
        "IN03",
        Words("身份证号好像输错了一位", "身份證號好像輸錯了一位", "One digit seems wrong"),
        Words("请对照证件再看一遍。", "請對照證件再看一遍。", "Please compare it with your card."),
    )
    NAME_EMPTY = Failure(
        "IN04",
        Words("还没有写姓名", "還沒有寫姓名", "The name is missing"),
        Words("请写上证件上的姓名。", "請寫上證件上的姓名。", "Please write it as on the card."),
    )
    TEXT_EMPTY = Failure(
        "IN05",
        Words("这里还没有写", "這裏還沒有寫", "Nothing is written here yet"),
        Words("写几个字就可以，也可以点上面的词。", "寫幾個字就可以，也可以點上面的詞。", "A few words will do."),
    )
    TEXT_TOO_LONG = Failure(
        "IN06",
        Words("写得太长了", "寫得太長了", "The text is too long"),
        Words("请删掉一些，只说最要紧的。", "請刪掉一些，只說最要緊的。", "Please keep only what matters most."),
    )
    PHONE_WRONG = Failure(
        "IN07",
        Words("电话号码好像不对", "電話號碼好像不對", "The phone number seems wrong"),
        Words("手机号是 11 位，请再看一遍。", "手機號碼有 11 位，請再看一遍。", "A mobile number has 11 digits."),
    )
    CASE_NUMBER_WRONG = Failure(
        "IN08",
        Words("流水号好像输错了", "流水號好像輸錯了", "The number seems wrong"),
        Words("请对照回执再看一遍。", "請對照回執再看一遍。", "Please compare it with your receipt."),
    )
    CASE_UNKNOWN = Failure(
        "IN09",
        Words("没有查到这个流水号", "沒有查到這個流水號", "No case has this number"),
        Words(
            "请对照回执再看一遍。刚办的事情，可能要过一会儿才查得到。",
            "請對照回執再看一遍。剛辦的事情，可能要過一會兒才查得到。",
            "Please compare it with your receipt. A new case may take a while to appear.",
        ),
    )
    CODE_WRONG = Failure(
        "IN10",
        Words("这个码不是回执上的码", "這個碼不是回執上的碼", "This is not the code of a receipt"),
        Words(
            "请扫回执上的方块码，或者输入流水号。",
            "請掃回執上的方塊碼，或者輸入流水號。",
            "Scan the square code on your receipt, or type the number.",
        ),
    )
    DOCUMENT_CODE_WRONG = Failure(
        "IN11",
        Words("验证码好像输错了", "驗證碼好像輸錯了", "The code seems wrong"),
        Words("请对照证明再看一遍。", "請對照證明再看一遍。", "Please compare it with the certificate."),
    )
    DOCUMENT_CODE_OTHER = Failure(
        "IN12",
        Words("这个码不是证明上的码", "這個碼不是證明上的碼", "This is not the code of a certificate"),
        Words(
            "请扫证明下方的方块码，或者输入验证码。",
            "請掃證明下方的方塊碼，或者輸入驗證碼。",
            "Scan the square code at the foot of the certificate, or type the verification code.",
        ),
    )
    NO_RECORD = Failure(
        "IN13",
        Words("没有查到您的记录", "沒有查到您的記錄", "No record of you was found"),
        Words(
            "可能记录还没有建。请到发证单位的窗口问一问，带上身份证。",
            "可能記錄還沒有建。請到發證單位的窗口問一問，帶上身份證。",
            "There may be none yet. Please ask at the office's counter, with your ID card.",
        ),
    )
    AT_THE_COUNTER = Failure(
        "IN14",
        Words("这一份要到窗口办", "這一份要到窗口辦", "This one is handled at the counter"),
        Words(
            "机器上办不了。请到发证单位的窗口，带上身份证。",
            "機器上辦不了。請到發證單位的窗口，帶上身份證。",
            "It cannot be done here. Please go to the office's counter, with your ID card.",
        ),
    )
    LINK_DOWN = Failure(
        "NW01",
        Words("现在没有网络", "現在沒有網絡", "There is no connection now"),
        Words("网络通了就能查。请过一会儿再来。", "網絡通了就能查。請過一會兒再來。", "Please try again in a while."),
    )
    PLATFORM_STRANGE = Failure(
        "NW02",
        Words("网络要先登录", "網絡要先登入", "The network asks for a login"),
        Words("请过一会儿再来。", "請過一會兒再來。", "Please try again in a while."),
    )
    PLATFORM_SLOW = Failure(
        "NW03",
        Words("对方系统有点慢", "對方系統有點慢", "The other system is slow"),
        Words("请过一会儿再试一次。", "請過一會兒再試一次。", "Please try again in a while."),
    )
    TERMINAL_REFUSED = Failure(
        "NW04",
        Words("平台没有认出这台机器", "平台沒有認出這部機器", "The platform did not accept this machine"),
        Words("请换一台机器。", "請換一台機器。", "Please use another machine."),
    )
    PAPER_OUT = Failure(
        "PR01",
        Words("打印纸用完了", "打印紙用完了", "The paper has run out"),
        Words(
            "事情已经存好。拍下这一页，凭流水号可查。",
            "事情已經存好。拍下這一頁，憑流水號可查。",
            "Your case is kept. Take a photo of this page; the number finds it.",
        ),
    )
    PRINTER_TROUBLE = Failure(
        "PR02",
        Words("打印机现在不能用", "打印機現在不能用", "The printer does not work now"),
        Words(
            "事情已经存好。拍下这一页，凭流水号可查。",
            "事情已經存好。拍下這一頁，憑流水號可查。",
            "Your case is kept. Take a photo of this page; the number finds it.",
        ),
    )
    PAPER_UNKNOWN = Failure(
        "PR03",
        Words("回执出来了吗？", "回執出來了嗎？", "Did the receipt come out?"),
        Words("没出来可以再打一张。", "沒出來可以再打一張。", "If not, it can be printed again."),
    )
    DOCUMENT_PAPER_OUT = Failure(
        "PR04",
        Words("大打印机没有纸了", "大打印機沒有紙了", "The document printer is out of paper"),
        Words(
            "证明已经办好，不会丢。请换一台机器再打。",
            "證明已經辦好，不會丟。請換一台機器再打。",
            "The certificate is made and is not lost. Please print it at another machine.",
        ),
    )
    DOCUMENT_PRINTER_TROUBLE = Failure(
        "PR05",
        Words("现在打不了证明", "現在打不了證明", "No certificates can be printed now"),
        Words("请换一台机器，或者打 12345。", "請換一台機器，或者打 12345。", "Use another machine or call 12345."),
    )
    STORE_FULL = Failure(
        "QU01",
        Words("这台机器存不下新的事情了", "這部機器存不下新的事情了", "This machine cannot store new cases"),
        Words("请换一台机器，或者打 12345。", "請換一台機器，或者打 12345。", "Use another machine or call 12345."),
    )
    STORE_BROKEN = Failure(
        "QU02",
        Words("没有存成，事情还没有登记", "沒有存成，事情還沒有登記", "It was not stored; nothing is registered"),
        Words("请换一台机器，或者打 12345。", "請換一台機器，或者打 12345。", "Use another machine or call 12345."),
    )
    STORE_CLOSED = Failure(
        "QU03",
        Words(
            "机器的存储坏了，不能登记",
            "機器的儲存裝置壞了，不能登記",
            "This machine cannot store anything, so it takes nothing in",
        ),
        Words("请换一台机器，或者打 12345。", "請換一台機器，或者打 12345。", "Use another machine or call 12345."),
    )
    KEYS_EXPIRED = Failure(
        "QU04",
        Words("这台机器的证书过期了", "這部機器的證書過期了", "This machine's certificate has expired"),
        Words("请换一台机器，或者打 12345。", "請換一台機器，或者打 12345。", "Use another machine or call 12345."),
    )
    LINK_LOST = Failure(
        "QU05",
        Words(
            "这台机器太久没有连上网了",
            "這部機器太久沒有連上網了",
            "This machine has been without a connection for too long",
        ),
        Words(
            "现在登记，不知道哪天才能送出。请换一台机器，或者打 12345。",
            "現在登記，不知道哪天才能送出。請換一台機器，或者打 12345。",
            "Nobody knows when a new case could be sent. Use another machine or call 12345.",
        ),
    )
    CLOCK_WRONG = Failure(
        "QU06",
        Words("这台机器的时间不对", "這部機器的時間不對", "This machine's clock is wrong"),
        Words("请换一台机器，或者打 12345。", "請換一台機器，或者打 12345。", "Use another machine or call 12345."),
    )
    NOT_UPDATED = Failure(
        "QU07",
        Words("这台机器太久没有更新了", "這部機器太久沒有更新了", "This machine has not been updated for too long"),
        Words("请换一台机器，或者打 12345。", "請換一台機器，或者打 12345。", "Use another machine or call 12345."),
    )
    OVERDUE = Failure(
        "QU08",
        Words(
            "有事情等了两个多小时，还没送出去",
            "有事情等了兩個多小時，還沒送出去",
            "Something has waited for more than two hours to be sent",
        ),
        Words(
            "请看看网线、路由器和流量卡。",
            "請看看網線、路由器和流量卡。",
            "Please look at the cable, the router and the SIM card.",
        ),
    )
    OUR_FAULT = Failure(
        "SY01",
        Words("机器出了点问题", "機器出了點問題", "Something went wrong with this machine"),
        Words(
            "不是您的问题。请重新开始，或者换一台机器。",
            "不是您的問題。請重新開始，或者換一台機器。",
            "It is not your fault. Please start again or use another machine.",
        ),
    )
    ON_BATTERY = Failure(
        "SY02",
        Words("停电了，来电就能办", "停電了，來電就能辦", "The power is out; please come back when it is on"),
        Words(
            "机器正在用电池。急事请打 12345。",
            "機器正在用電池。急事請打 12345。",
            "The machine runs on its battery. If it is urgent, call 12345.",
        ),
    )
    DOCUMENT_UNCHECKED = Failure(
        "SY03",
        Words("这台机器现在验不了证明", "這部機器現在驗不了證明", "This machine cannot verify certificates now"),
        Words("请换一台机器，或者打 12345。", "請換一台機器，或者打 12345。", "Use another machine or call 12345."),
    )

    @property
    def code(self) -> str:
        """The code, such as ID01."""
        return self.value.code

    @property
    def words(self) -> Words:
        """Title and remedy as one sentence each, for a line below a field."""
        title, remedy = self.value.title, self.value.remedy
        return Words(f"{title.hans}。{remedy.hans}", f"{title.hant}。{remedy.hant}", f"{title.en}. {remedy.en}")


class Failed(Exception):  # noqa: N818 - the field speaks of a failed step
    """A step ended in a named failure."""

    def __init__(self, failure: Failures) -> None:
        super().__init__(failure.code)
        self.failure = failure


class OperatorError(Exception):
    """Something that whoever started the command can put right; the text says what and how."""
