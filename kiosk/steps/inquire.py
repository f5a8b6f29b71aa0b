# SPDX-License-Identifier: GPL-3.0-or-later
"""Inquire (办件进度查询): how far a case is, by either of its numbers."""

from __future__ import annotations

from kiosk.failures import Failed, Failures
from kiosk.local_time import local_minute
from kiosk.province.contract import BusinessStatus, CaseProgress
from kiosk.receipt import STATES, standing
from kiosk.visit.screens import CaseEvent, CaseStatus, NumberEntry, Stage, Working
from kiosk.visit.visit import Outcome, Visit
from kiosk.words import Words
from offline_cache.clock import read_stamp
from offline_cache.number import format_number, parse_number
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
_STATUS: dict[BusinessStatus, Words] = {
    BusinessStatus.RECEIVED: Words("已收到", "已收到", "Received"),
    BusinessStatus.ACCEPTED: Words("已受理", "已受理", "Accepted"),
    BusinessStatus.DONE: Words("已办结", "已辦結", "Done"),
    BusinessStatus.NOT_ACCEPTED: Words("不予受理", "不予受理", "Not accepted"),
}
_HERE = Words(
    "已登记在本机，网络一通就送出", "已登記在本機，網絡一通就送出", "Kept on this machine until it can be sent"
)

TRANSPORT_FAILURES: dict[type[TransportTrouble], Failures] = {
    Unreachable: Failures.LINK_DOWN,
    CaptivePortal: Failures.PLATFORM_STRANGE,
    ClockRefused: Failures.TERMINAL_REFUSED,
    CredentialRefused: Failures.TERMINAL_REFUSED,
    TooMany: Failures.PLATFORM_SLOW,
    PlatformTrouble: Failures.PLATFORM_SLOW,
}
"""Every way in which a platform can fail to answer, as the citizen meets it; a test proves the mapping total."""


class InquireStep:
    """Asks for a number until the citizen has seen what there is to see."""

    async def run(self, visit: Visit, *, back: bool) -> Outcome:
        """Raises Failed when the platform cannot be asked."""
        number, problem = "", None
        while True:
            screen = NumberEntry(
                field="case_number", title=_TITLE, line=_LINE, kind="case_number", value=number, problem=problem
            )
            press = await visit.front.ask(screen, "ENTER", "BACK", back=back)
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


def _plain(text: str) -> str | None:
    """Return a number as the platform stores it; None when its check digit says that it was misread."""
    digits = "".join(text.split()).replace("-", "")
    try:
        return parse_number(digits)
    except ValueError:
        return digits if len(digits) in _PLATFORM_LENGTHS and digits.isalnum() else None


_PLATFORM_LENGTHS = range(12, 33)


async def _ask(visit: Visit, number: str) -> CaseStatus | None:
    """Ask the platform; where it cannot be reached, this machine's own record still tells what it knows."""
    own = await visit.desk.outbox.call(lambda outbox: outbox.get(number))
    try:
        progress = await visit.desk.inquiry.case_progress(number)
    except TransportTrouble as trouble:
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
    pack = visit.desk.packs.get(own.service)
    return CaseStatus(
        number=format_number(own.number),
        platform_number=own.platform_number or "",
        service=pack.name.words if pack else Words.same(own.service),
        status=STATES[standing(own)],
        events=(CaseEvent(at=local_minute(read_stamp(own.created_at)), what=_HERE),),
    )
