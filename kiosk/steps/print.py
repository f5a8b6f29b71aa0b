# SPDX-License-Identifier: GPL-3.0-or-later
"""Print: the receipt on paper, saying what is true at this moment; people are asked what the printer does not know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from kiosk.failures import Failures
from kiosk.visit.screens import Printing
from kiosk.visit.visit import Outcome, Visit
from offline_cache.number import format_number
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


class PrintStep:
    """Prints until the paper is taken, or the citizen wants none. It never holds the case back: that is committed."""

    async def run(self, visit: Visit, *, back: bool) -> Outcome:
        """Print when paper is wanted."""
        if not visit.wants_paper or visit.transaction is None:
            return Outcome.NEXT
        number = format_number(visit.transaction.number)
        tries = 0
        while True:
            with visit.idle.paused():
                visit.front.show(Printing(state="printing", number=number))
                outcome = await visit.desk.paper.print(
                    visit.transaction.key, visit.pack, visit.answers, visit.front.language, large=visit.front.large
                )
            tries += 1
            press = await visit.front.ask(_page(outcome, number), "TAKEN", "NOT_OUT", "PRINT", "NO_PRINT")
            if press.action == "NOT_OUT" and tries > 1:
                # Twice nothing: a third time by itself would be no help, and would go on for ever.
                trouble = Printing(state="trouble", number=number, code=Failures.PRINTER_TROUBLE.code)
                press = await visit.front.ask(trouble, "PRINT", "NO_PRINT")
            if press.action in {"TAKEN", "NO_PRINT"}:
                # Not before: whoever prints again after an unknown end gets a paper that says 补打.
                if outcome.printed is Printed.UNKNOWN:
                    await visit.desk.paper.settle(visit.transaction.key, came_out=press.action == "TAKEN")
                return Outcome.NEXT


def _page(outcome: PrintOutcome, number: str) -> Printing:
    match outcome.printed:
        case Printed.PRINTED:
            return Printing(state="out", number=number)
        case Printed.UNKNOWN if outcome.trouble is None:  # this model never knows, and nothing is wrong with it
            return Printing(state="unknown", number=number)
        case Printed.UNKNOWN:
            return Printing(state="unknown", number=number, code=Failures.PAPER_UNKNOWN.code)
        case Printed.NOT_PRINTED:
            state, failure = PRINTER_TROUBLES[outcome.trouble or Trouble.HARDWARE_ERROR]
            return Printing(state=state, number=number, code=failure.code)
