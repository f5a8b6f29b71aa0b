# SPDX-License-Identifier: GPL-3.0-or-later
"""Submit: commit, try to send for a moment, then say what is true."""

from __future__ import annotations

import asyncio
import contextlib

import msgspec

from kiosk.failures import Failed, Failures
from kiosk.kept_papers import UnprintedReceipt
from kiosk.province.contract import Applicant, CasePayload
from kiosk.receipt import Slip
from kiosk.standing import standing, what_comes_next
from kiosk.visit import answers
from kiosk.visit.screens import Result, Stage, StageState, Working
from kiosk.visit.visit import Outcome, Visit
from offline_cache.clock import stamp
from offline_cache.errors import KnownError, StoreFull
from offline_cache.number import format_number
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.transaction import Transaction

SEND_WITHIN = 8.0
"""Seconds that a citizen waits for the platform before the terminal says 已登记，待上传."""


class SubmitStep:
    """Once it is committed the case belongs to the terminal: no way leads back from here."""

    async def run(self, visit: Visit, *, back: bool) -> Outcome:
        """Raises Failed with STORE_FULL or STORE_BROKEN when nothing could be committed."""
        with visit.idle.paused():
            visit.front.show(_working("now", "later"))
            committed = await asyncio.shield(_commit(visit))
            visit.transaction = committed
            visit.unprinted = _receipt(visit, committed)
            visit.front.update(_working("done", "now"))
            visit.transaction = await visit.desk.sender.send_now(committed.key, SEND_WITHIN)
        visit.front.show(_result(visit))
        updating = asyncio.ensure_future(_follow(visit))
        try:
            press = await visit.front.answer("PRINT", "NO_PRINT")
        finally:
            updating.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await updating
        visit.wants_paper = press.action == "PRINT"
        shown = visit.front.screen
        if press.action == "NO_PRINT" and isinstance(shown, Result) and shown.can_print:
            visit.unprinted = None  # somebody who was offered none has not said that they want none
        return Outcome.NEXT


async def _commit(visit: Visit) -> Transaction:
    applicant = visit.answers.applicant
    payload = CasePayload(
        service=visit.pack.id,
        form={field: value for field, value in visit.answers.values.items() if value},
        applicant=None if applicant is None else _named(applicant),
        division=visit.desk.terminal.division,
    )
    slip = Slip(service=visit.pack.id, registered_at=stamp(visit.desk.clock.now()))

    def keep(outbox: Outbox, claim: bool) -> Transaction:
        visit.desk.room.give_back()  # it was held for this
        return outbox.commit(
            visit.pack.id,
            payload.model_dump_json().encode(),
            slip=msgspec.json.encode(slip),
            visit=visit.id,
            claim=claim,
        )

    try:
        return await visit.desk.sender.commit(keep)
    except StoreFull as error:
        raise Failed(Failures.STORE_FULL) from error
    except KnownError as error:
        raise Failed(Failures.STORE_BROKEN) from error


def _receipt(visit: Visit, committed: Transaction) -> UnprintedReceipt:
    pages = () if visit.pack.form is None else visit.pack.form.pages
    values = visit.answers.values
    return UnprintedReceipt(
        key=committed.key,
        service=visit.pack.id,
        values={page.field: values[page.field] for page in pages if page.on_receipt and page.field in values},
    )


def _named(applicant: answers.Applicant) -> Applicant:
    return Applicant(name=applicant.name, id_type=applicant.id_type, id_number=applicant.id_number, how=applicant.how)


async def _follow(visit: Visit) -> None:
    """Update the page when the platform answers while the citizen still reads it."""
    assert visit.transaction is not None  # noqa: S101 - set before this task is made
    while True:
        visit.transaction = await visit.desk.changes.of(visit.transaction.key)
        visit.front.update(_result(visit))


def _working(saved: StageState, sending: StageState) -> Working:
    return Working(stages=(Stage("saved", saved), Stage("sending", sending)))


def _result(visit: Visit) -> Result:
    assert visit.transaction is not None  # noqa: S101 - the page comes after the commit
    outcome = standing(visit.transaction)
    can_print = visit.desk.paper.can_print
    return Result(
        service=visit.pack.name.words,
        outcome=outcome,
        number=format_number(visit.transaction.number),
        platform_number=visit.transaction.platform_number or "",
        next=what_comes_next(visit.pack, outcome),
        can_print=can_print,
        kept_until="" if can_print else visit.kept_until,
    )
