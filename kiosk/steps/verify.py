# SPDX-License-Identifier: GPL-3.0-or-later
"""Verify (验证证明真伪): whether a printed certificate is genuine, by the code on it."""

from __future__ import annotations

import base64
from collections.abc import Callable

import cv2

from drivers.contract import DeviceError
from drivers.scanner.contract import CodeUnreadable, Scanner
from kiosk.documents.verify import Finding, Verdict, Verifier
from kiosk.failures import Failed, Failures
from kiosk.local_time import local_minute
from kiosk.province.verification_code import in_fours, read_code
from kiosk.steps.cards import RECONNECT_PAUSE
from kiosk.steps.inquire import LINK_TROUBLE, TRANSPORT_FAILURES
from kiosk.visit.intents import Press
from kiosk.visit.race import first
from kiosk.visit.screens import NumberEntry, Stage, VerdictShown, Verified, Working
from kiosk.visit.visit import Outcome, Visit
from kiosk.words import Words

_TITLE = Words("请输入验证码", "請輸入驗證碼", "The verification code, please")
_LINE = Words("在证明的下方，20 位数字", "在證明的下方，20 位數字", "20 digits at the foot of the certificate")
_LINE_SCAN = Words(
    "把证明下方的方块码对准扫码口，或者输入旁边的 20 位数字",
    "把證明下方的方塊碼對準掃碼口，或者輸入旁邊的 20 位數字",
    "Hold the square code at its foot to the scanner, or type the 20 digits beside it",
)
_SHOWN: dict[Verdict, VerdictShown] = {
    Verdict.GENUINE: "genuine",
    Verdict.REVOKED: "revoked",
    Verdict.TAMPERED: "tampered",
    Verdict.UNKNOWN: "unknown",
}


class VerifyStep:
    """Asks for a code until the citizen has seen what there is to see."""

    async def run(self, visit: Visit, *, back: bool) -> Outcome:
        """Raises Failed when nothing can be verified now."""
        verifier = visit.desk.verifier
        if verifier is None:
            raise Failed(Failures.DOCUMENT_UNCHECKED)
        typed = ""
        problem: Words | None = None
        while True:
            press = await _code(visit, typed, problem, back=back)
            if press.action == "BACK":
                return Outcome.BACK
            typed = press.value
            code = read_code(typed)
            if code is None:
                problem = Failures.DOCUMENT_CODE_WRONG.words
                continue
            visit.front.show(Working(stages=(Stage("asking", "now"),)))
            press = await visit.front.ask(await _verdict(visit, verifier, code), "AGAIN", "DONE")
            if press.action == "DONE":
                return Outcome.NEXT
            typed, problem, back = "", None, True


async def _verdict(visit: Visit, verifier: Verifier, code: str) -> Verified:
    finding = await verifier.verify(code)
    if finding.verdict is Verdict.AT_COUNTER:
        raise Failed(Failures.AT_THE_COUNTER)
    if finding.verdict is Verdict.NOT_NOW:
        if isinstance(finding.trouble, LINK_TROUBLE):
            visit.desk.link.learned(up=False)
        failure = Failures.DOCUMENT_UNCHECKED
        if finding.trouble is not None:
            failure = TRANSPORT_FAILURES[type(finding.trouble)]
        raise Failed(failure) from finding.trouble
    return verified(code, finding)


def verified(code: str, finding: Finding) -> Verified:
    """Return the page that tells a verdict."""
    document = finding.document
    page = Verified(verdict=_SHOWN[finding.verdict], number=in_fours(code))
    if document is None or finding.page is None:
        return page
    _, png = cv2.imencode(".png", finding.page[:, :, ::-1])
    return Verified(
        verdict=page.verdict,
        number=page.number,
        title=Words.same(document.title),
        office=Words.same(document.office),
        issued=local_minute(document.issued_at),
        revoked=local_minute(document.revoked_at) if document.revoked_at else "",
        page="data:image/png;base64," + base64.b64encode(png.tobytes()).decode("ascii"),
    )


async def _code(visit: Visit, typed: str, problem: Words | None, *, back: bool) -> Press:
    """Ask for a code: on the keypad, or by the code on the paper where there is a scanner."""
    scanner = visit.desk.scanner

    def page(problem: Words | None) -> NumberEntry:
        scan = scanner is not None and scanner.status.usable
        return NumberEntry(
            field="verification_code",
            title=_TITLE,
            line=_LINE_SCAN if scan else _LINE,
            kind="case_number",
            value=typed,
            scan=scan,
            problem=problem,
        )

    def tell(wrong: Words | None) -> None:
        if page(wrong) != visit.front.screen:
            visit.front.update(page(wrong))

    visit.front.show(page(problem), back=back)
    answer = visit.front.answer("ENTER", "BACK")
    return await (answer if scanner is None else first(answer, _scanned(visit, scanner, tell)))


async def _scanned(visit: Visit, scanner: Scanner, tell: Callable[[Words | None], None]) -> Press:
    """Wait for the code of a certificate. A scanner in trouble stops nobody from typing."""
    while True:
        try:
            scanned = await scanner.scan()
        except CodeUnreadable:
            visit.idle.touch()
            tell(Failures.DOCUMENT_CODE_OTHER.words)
        except DeviceError:
            tell(None)
            await visit.desk.clock.sleep(RECONNECT_PAUSE)
            tell(None)
        else:
            visit.idle.touch()
            code = read_code(scanned.text or "")
            if code is not None:
                return Press(seq=0, action="ENTER", value=code)
            tell(Failures.DOCUMENT_CODE_OTHER.words)
