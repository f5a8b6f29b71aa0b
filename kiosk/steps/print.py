# SPDX-License-Identifier: GPL-3.0-or-later
"""Print: the receipt on paper, saying what is true at this moment; people are asked what the printer does not know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import msgspec

from kiosk.failures import Failures
from kiosk.services.pack import ServicePack
from kiosk.visit.answers import Answers
from kiosk.visit.screens import Printing
from kiosk.visit.visit import Outcome, Visit
from offline_cache.number import format_number
from offline_cache.outbox.transaction import Transaction
from printers.contract import Printed, PrintOutcome, Trouble

PRINTER_TROUBLES: Mapping[Trouble, tuple[Literal["paper_out", "trouble"], Failures]] = {
    Trouble.ABSENT: ("trouble", Failures.PRINTER_TROUBLE),
    Trouble.REFUSED: ("trouble", Failures.PRINTER_TROUBLE),
    Trouble.LOST: ("trouble", Failures.PRINTER_TROUBLE),
    Trouble.SILENT: ("trouble", Failures.PRINTER_TROUBLE),
    Trouble.GARBLED: ("trouble", Failures.PRINTER_TROUBLE),
    Trouble.OFFLINE: ("trouble", Failures.PRINTER_TROUBLE),
    Trouble.COVER_OPEN: ("trouble", Failures.PRINTER_TROUBLE),
    Trouble.PAPER_OUT: ("paper_out", Failures.PAPER_OUT),
    Trouble.PAPER_JAM: ("trouble", Failures.PRINTER_TROUBLE),
    Trouble.OUTPUT_FULL: ("trouble", Failures.PRINTER_TROUBLE),
    Trouble.TONER_EMPTY: ("trouble", Failures.PRINTER_TROUBLE),
    Trouble.CUTTER_ERROR: ("trouble", Failures.PRINTER_TROUBLE),
    Trouble.OVERHEATED: ("trouble", Failures.PRINTER_TROUBLE),
    Trouble.PAUSED: ("trouble", Failures.PRINTER_TROUBLE),
    Trouble.UNSUITABLE: ("trouble", Failures.PRINTER_TROUBLE),
    Trouble.UNTRUSTED: ("trouble", Failures.PRINTER_TROUBLE),
    Trouble.HARDWARE_ERROR: ("trouble", Failures.PRINTER_TROUBLE),
    Trouble.CLOSED: ("trouble", Failures.PRINTER_TROUBLE),
}
"""Every way in which a receipt can fail to come, as the page shows it and as the technician reads it; a test proves
it total."""

Came: TypeAlias = Literal["out", "doubtful", "not_out"]
"""What is known of a paper: it is there, nobody can say, it is not there."""
CAME: Mapping[Printed, Came] = {
    Printed.PRINTED: "out",
    Printed.UNKNOWN: "doubtful",
    Printed.NOT_PRINTED: "not_out",
}


@dataclass(frozen=True)
class Job:
    """A receipt that is to come out."""

    transaction: Transaction
    pack: ServicePack
    answers: Answers
    again: bool
    """Whether it belongs to an earlier visit."""
    tell: Callable[[Came], None]
    """Hears each time that more is known of it."""
    kept_until: Callable[[], str]
    """As `Visit.kept_until`."""


class PrintStep:
    """Prints until the paper is taken, or the citizen wants none. It never holds the case back: that is committed."""

    async def run(self, visit: Visit, *, back: bool) -> Outcome:
        """Print when paper is wanted."""
        if not visit.wants_paper or visit.transaction is None:
            return Outcome.NEXT
        receipt = visit.unprinted

        def tell(came: Came) -> None:
            if receipt is not None:
                doubtful = msgspec.structs.replace(receipt, doubtful=came == "doubtful")
                visit.unprinted = None if came == "out" else doubtful

        await until_taken(
            visit,
            Job(
                visit.transaction,
                visit.pack,
                visit.answers,
                again=False,
                tell=tell,
                kept_until=lambda: visit.kept_until,
            ),
        )
        return Outcome.NEXT


async def until_taken(visit: Visit, job: Job) -> None:
    """Print a receipt until it is taken, or not wanted any more."""
    key, number = job.transaction.key, format_number(job.transaction.number)
    tries = 0
    while True:
        with visit.idle.paused():
            visit.front.show(Printing(state="printing", number=number))
            language, large = visit.front.language, visit.front.large
            outcome = await visit.desk.paper.print(key, job.pack, job.answers, language, large=large, again=job.again)
            job.tell(CAME[outcome.printed])
        tries += 1
        page = _page(outcome, number, job.kept_until())
        press = await visit.front.ask(page, "TAKEN", "NOT_OUT", "PRINT", "NO_PRINT")
        if press.action == "NOT_OUT":
            job.tell("not_out")
        if press.action == "NOT_OUT" and tries > 1:
            # Twice nothing: a third time by itself would be no help, and would go on for ever.
            press = await visit.front.ask(_trouble(number, job.kept_until()), "PRINT", "NO_PRINT")
        if press.action == "TAKEN":
            job.tell("out")
        if press.action in {"TAKEN", "NO_PRINT"}:
            # Not before: whoever prints again after an unknown end gets a paper that says 补打.
            if outcome.printed is Printed.UNKNOWN:
                await visit.desk.paper.settle(key, came_out=press.action == "TAKEN")
            return


def _page(outcome: PrintOutcome, number: str, kept_until: str) -> Printing:
    match outcome.printed:
        case Printed.PRINTED:
            return Printing(state="out", number=number)
        case Printed.UNKNOWN if outcome.trouble is None:  # this model never knows, and nothing is wrong with it
            return Printing(state="unknown", number=number)
        case Printed.UNKNOWN:
            return Printing(state="unknown", number=number, code=Failures.PAPER_UNKNOWN.code)
        case Printed.NOT_PRINTED:
            state, failure = PRINTER_TROUBLES[outcome.trouble or Trouble.HARDWARE_ERROR]
            return Printing(state=state, number=number, code=failure.code, kept_until=kept_until)


def _trouble(number: str, kept_until: str) -> Printing:
    return Printing(state="trouble", number=number, code=Failures.PRINTER_TROUBLE.code, kept_until=kept_until)
