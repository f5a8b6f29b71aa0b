# SPDX-License-Identifier: GPL-3.0-or-later
"""Print: the receipt on paper, saying what is true at this moment; people are asked what the printer does not know."""

from __future__ import annotations

from kiosk.failures import Failures
from kiosk.visit.screens import Printing
from kiosk.visit.visit import Outcome, Visit
from offline_cache.number import format_number
from printers.contract import Printed, Trouble


class PrintStep:
    """Prints until the paper is taken, or the citizen wants none. It never holds the case back: that is committed."""

    async def run(self, visit: Visit, *, back: bool) -> Outcome:
        """Print when paper is wanted."""
        if not visit.wants_paper or visit.transaction is None:
            return Outcome.NEXT
        number = format_number(visit.transaction.number)
        while True:
            with visit.idle.paused():
                visit.front.show(Printing(state="printing", number=number))
                outcome = await visit.desk.paper.print(
                    visit.transaction.key, visit.pack, visit.answers, visit.front.language
                )
            match outcome.printed:
                case Printed.PRINTED:
                    screen = Printing(state="out", number=number)
                case Printed.UNKNOWN:
                    screen = Printing(state="unknown", number=number, code=Failures.PAPER_UNKNOWN.code)
                case Printed.NOT_PRINTED if outcome.trouble is Trouble.PAPER_OUT:
                    screen = Printing(state="paper_out", number=number, code=Failures.PAPER_OUT.code)
                case Printed.NOT_PRINTED:
                    screen = Printing(state="trouble", number=number, code=Failures.PRINTER_TROUBLE.code)
            press = await visit.front.ask(screen, "TAKEN", "NOT_OUT", "PRINT", "NO_PRINT")
            if press.action in {"TAKEN", "NO_PRINT"}:
                if outcome.printed is Printed.UNKNOWN:
                    await visit.desk.paper.settle(visit.transaction.key, came_out=press.action == "TAKEN")
                return Outcome.NEXT
            if outcome.printed is Printed.UNKNOWN:
                await visit.desk.paper.settle(visit.transaction.key, came_out=False)
