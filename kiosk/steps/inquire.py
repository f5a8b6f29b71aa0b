# SPDX-License-Identifier: GPL-3.0-or-later
"""Inquire (办件进度查询): how far a case is, by either of its numbers."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from drivers.contract import DeviceError
from drivers.scanner.contract import CodeUnreadable, Scanner
from kiosk.failures import Failed, Failures
from kiosk.local_time import local_minute
from kiosk.province.contract import BusinessStatus, CaseProgress
from kiosk.standing import STATES, standing, what_comes_next
from kiosk.steps.cards import RECONNECT_PAUSE
from kiosk.visit.intents import Press
from kiosk.visit.race import first
from kiosk.visit.screens import CaseEvent, CaseStatus, NumberEntry, Stage, Working
from kiosk.visit.visit import Outcome, Visit
from kiosk.words import Words
from offline_cache.calls import TransportBug
from offline_cache.clock import read_stamp
from offline_cache.number import LENGTH, format_number, parse_number
from offline_cache.outbox.states import State
from offline_cache.outbox.transaction import Transaction
from offline_cache.transport import (
    CaptivePortal,
    ClockRefused,
    CredentialRefused,
    PlatformTrouble,
    TooMany,
    TransportTrouble,
    Unreachable,
)

_TITLE = Words("请输入流水号", "請輸入流水號", "The number, please")
_LINE = Words("在回执上，大字的那一行", "在回執上，大字的那一行", "The large line on your receipt")
_LINE_SCAN = Words(
    "在回执上，大字的那一行。也可以把回执上的码对准扫码口",
    "在回執上，大字的那一行。也可以把回執上的碼對準掃碼口",
    "The large line on your receipt. Or hold its code to the scanner",
)
_STATUS: dict[BusinessStatus, Words] = {
    BusinessStatus.RECEIVED: Words("已收到", "已收到", "Received"),
    BusinessStatus.ACCEPTED: Words("已受理", "已受理", "Accepted"),
    BusinessStatus.DONE: Words("已办结", "已辦結", "Done"),
    BusinessStatus.NOT_ACCEPTED: Words("不予受理", "不予受理", "Not accepted"),
}
_REGISTERED = Words("已登记在本机", "已登記在本機", "Registered on this machine")
_ON_ITS_WAY = Words("网络一通就送出。", "網絡一通就送出。", "It is sent as soon as the network is back.")

TRANSPORT_FAILURES: dict[type[TransportTrouble], Failures] = {
    Unreachable: Failures.LINK_DOWN,
    CaptivePortal: Failures.PLATFORM_STRANGE,
    ClockRefused: Failures.TERMINAL_REFUSED,
    CredentialRefused: Failures.TERMINAL_REFUSED,
    TooMany: Failures.PLATFORM_SLOW,
    PlatformTrouble: Failures.PLATFORM_SLOW,
    TransportBug: Failures.PLATFORM_SLOW,
}
"""Every way in which a platform can fail to answer, as the citizen meets it; a test proves the mapping total."""


class InquireStep:
    """Asks for a number until the citizen has seen what there is to see."""

    async def run(self, visit: Visit, *, back: bool) -> Outcome:
        """Raises Failed when the platform cannot be asked."""
        number = ""
        problem: Words | None = None
        while True:
            press = await _number(visit, number, problem, back=back)
            if press.action == "BACK":
                return Outcome.BACK
            number = press.value
            plain = _plain(number)
            if plain is None:
                problem = Failures.CASE_NUMBER_WRONG.words
                continue
            visit.front.show(Working(stages=(Stage("asking", "now"),)))
            shown = await _ask(visit, plain)
            if shown is None:
                problem = Failures.CASE_UNKNOWN.words
                continue
            press = await visit.front.ask(shown, "AGAIN", "DONE")
            if press.action == "DONE":
                return Outcome.NEXT
            number, problem, back = "", None, True


async def _number(visit: Visit, number: str, problem: Words | None, *, back: bool) -> Press:
    """Ask for a number: on the keypad, or by the code on the receipt where there is a scanner."""
    scanner = visit.desk.scanner

    def page() -> NumberEntry:
        scan = scanner is not None and scanner.status.usable
        return NumberEntry(
            field="case_number",
            title=_TITLE,
            line=_LINE_SCAN if scan else _LINE,
            kind="case_number",
            value=number,
            scan=scan,
            problem=problem,
        )

    def draw() -> None:
        if page() != visit.front.screen:
            visit.front.update(page())

    def tell(wrong: Words) -> None:
        nonlocal problem
        problem = wrong
        draw()

    visit.front.show(page(), back=back)
    typed = visit.front.answer("ENTER", "BACK")
    if scanner is None:
        return await typed
    unsubscribe = scanner.subscribe(lambda _: draw())  # the page offers a scanner as long as there is one
    try:
        return await first(typed, _scanned(visit, scanner, tell))
    finally:
        unsubscribe()


async def _scanned(visit: Visit, scanner: Scanner, tell: Callable[[Words], None]) -> Press:
    """Wait for the code of a receipt. A scanner in trouble stops nobody from typing."""
    while True:
        try:
            code = await scanner.scan()
        except CodeUnreadable:
            visit.idle.touch()
            tell(Failures.CODE_WRONG.words)
        except DeviceError:
            await visit.desk.clock.sleep(RECONNECT_PAUSE)
        else:
            visit.idle.touch()
            # A number has digits and perhaps a few letters; what else stands in a code is not for this page.
            if code.text is not None and len(code.text) <= _LONGEST and _plain(code.text) is not None:
                return Press(seq=0, action="ENTER", value=code.text)
            tell(Failures.CODE_WRONG.words)


def _plain(text: str) -> str | None:
    """Return a number as the platform stores it; None when it was misread or mistyped."""
    try:
        return parse_number(text)
    except ValueError:
        digits = "".join(unicodedata.normalize("NFKC", text).split()).replace("-", "")
    good = len(digits) in _PLATFORM_LENGTHS and digits.isascii() and digits.isalnum()
    # Twenty digits are a terminal's number, and this one's check digit does not fit.
    return None if not good or (len(digits) == LENGTH and digits.isdigit()) else digits


_PLATFORM_LENGTHS = range(12, 33)
_LONGEST = 64


LINK_TROUBLE = (Unreachable, CaptivePortal)
"""What shows that the platform does not answer anybody here."""


async def _ask(visit: Visit, number: str) -> CaseStatus | None:
    """Ask the platform; where it cannot be reached, this machine's own record still tells what it knows."""
    own = await visit.desk.outbox.call(lambda outbox: outbox.get(number))
    try:
        progress = await visit.desk.inquiry.case_progress(number)
    except TransportTrouble as trouble:
        if isinstance(trouble, LINK_TROUBLE):
            visit.desk.link.learned(up=False)
        if own is None:
            raise Failed(TRANSPORT_FAILURES[type(trouble)]) from trouble
        progress = None
    if progress is not None:
        return _from_platform(visit, progress)
    return None if own is None else _from_here(visit, own)


def _from_platform(visit: Visit, progress: CaseProgress) -> CaseStatus:
    pack = visit.desk.packs.get(progress.service)
    events = tuple(CaseEvent(at=local_minute(event.at), what=_STATUS[event.status]) for event in progress.timeline)
    return CaseStatus(
        number=format_number(progress.number),
        platform_number=progress.platform_number,
        service=pack.name.words if pack else Words.same(progress.service),
        status=_STATUS[progress.status],
        events=tuple(reversed(events)),
    )


def _from_here(visit: Visit, own: Transaction) -> CaseStatus:
    """Say what this machine knows by itself; a case that was set aside is not on its way."""
    pack = visit.desk.packs.get(own.service)
    events = [CaseEvent(at=local_minute(read_stamp(own.created_at)), what=_REGISTERED)]
    if own.accepted_at is not None:
        events.insert(0, CaseEvent(at=local_minute(read_stamp(own.accepted_at)), what=STATES["delivered"]))
    told = standing(own)
    waiting = own.state in {State.QUEUED, State.SENDING}
    return CaseStatus(
        number=format_number(own.number),
        platform_number=own.platform_number or "",
        service=pack.name.words if pack else Words.same(own.service),
        status=STATES[told],
        events=tuple(events),
        next=_ON_ITS_WAY if waiting else what_comes_next(None, told),
    )
