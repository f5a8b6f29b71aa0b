# SPDX-License-Identifier: GPL-3.0-or-later
"""Offer (补打): a paper that did not come out in an earlier visit of whoever has just shown the same card."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from kiosk.kept_papers import Kept, UnprintedCertificate, UnprintedReceipt
from kiosk.local_time import local_minute
from kiosk.steps.certificate import certificate_until_taken
from kiosk.steps.print import Came, Job, until_taken
from kiosk.visit.answers import Answers
from kiosk.visit.screens import GoOn, KeptPaper
from kiosk.visit.visit import Outcome, Visit
from kiosk.words import Words
from offline_cache.number import format_number

Tell: TypeAlias = Callable[[Came], None]


async def offer_kept_papers(visit: Visit) -> Outcome:
    """Offer each paper that can be printed now; CANCEL when somebody came for nothing else."""
    printed = False
    for kept in visit.desk.kept.of(visit.answers.applicant):
        match kept.paper:
            case UnprintedReceipt() as receipt:
                printed |= await _receipt(visit, kept, receipt)
            case UnprintedCertificate() as certificate:
                printed |= await _certificate(visit, kept, certificate)
    if not printed or visit.certified is not None:
        return Outcome.NEXT
    press = await visit.front.ask(GoOn(service=visit.pack.name.words), "START", "DONE")
    return Outcome.NEXT if press.action == "START" else Outcome.CANCEL


async def _receipt(visit: Visit, kept: Kept, receipt: UnprintedReceipt) -> bool:
    """Print a receipt that says what is true now, when it is wanted; return whether it was."""
    desk = visit.desk
    if not desk.paper.can_print:
        return False
    pack = desk.packs.get(receipt.service)
    transaction = await desk.outbox.call(lambda outbox: outbox.get(receipt.key))
    if pack is None or transaction is None:
        desk.kept.forget(kept)
        return False
    answers = Answers(how=visit.answers.how, applicant=visit.answers.applicant, values=receipt.values)

    async def printing(tell: Tell) -> None:
        until = local_minute(kept.until)[-5:]
        await until_taken(visit, Job(transaction, pack, answers, again=True, tell=tell, kept_until=lambda: until))

    number = format_number(transaction.number)
    page = KeptPaper(what="receipt", name=pack.name.words, number=number, doubtful=receipt.doubtful)
    return await _ask(visit, kept, page, printing)


async def _certificate(visit: Visit, kept: Kept, certificate: UnprintedCertificate) -> bool:
    """Print a certificate as it was sealed, when it is wanted; return whether it was."""
    printer = visit.desk.document_printer
    if printer is None or not printer.status.can_print:
        return False

    async def printing(tell: Tell) -> None:
        # It bears no mark: that would break the seal. Its code tells that two sheets are one certificate.
        await visit.desk.outbox.call(lambda outbox: outbox.print_jobs.document_again(certificate.kind.value))
        until = local_minute(kept.until)[-5:]
        await certificate_until_taken(visit, printer, certificate.pdf, tell, lambda: until)

    page = KeptPaper(what="certificate", name=Words.same(certificate.title), doubtful=certificate.doubtful)
    wanted = await _ask(visit, kept, page, printing)
    if wanted and visit.pack.certificate is not None and visit.pack.certificate.kind is certificate.kind:
        visit.certified = certificate.kind
    return wanted


async def _ask(visit: Visit, kept: Kept, page: KeptPaper, printing: Callable[[Tell], Awaitable[None]]) -> bool:
    """Ask, then print; forget what is out or not wanted, and only that. Return whether it was wanted."""
    press = await visit.front.ask(page, "PRINT", "NO_PRINT")
    if press.action == "NO_PRINT":
        visit.desk.kept.forget(kept)
        return False
    last: Came = "not_out"

    def tell(came: Came) -> None:
        nonlocal last
        last = came

    visit.front.can_leave = False
    try:
        await printing(tell)
    finally:
        visit.front.can_leave = True
        if last == "out":
            visit.desk.kept.forget(kept)
    return True
