# SPDX-License-Identifier: GPL-3.0-or-later
"""No paper in the printer: if this fails, a receipt is lost in the printer's memory and comes out for a stranger."""

from __future__ import annotations

from printers.contract import Action, Paper, Printed, Trouble
from printers.receipt.driver import EscposPrinter
from printers.receipt.emulator import Emulator
from tests.faults.receipt_printer_bench import play, strip, until


def test_nothing_is_sent_and_the_attendant_knows_what_to_do() -> None:
    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        assert printer.status.paper is Paper.OUT
        outcome = await printer.print(strip(), job="a job")
        assert (outcome.printed, outcome.trouble) == (Printed.NOT_PRINTED, Trouble.PAPER_OUT)
        assert outcome.action is Action.CLEAR

        emulator.load_paper()
        assert (await until(printer, lambda status: status.can_print)).paper is Paper.OK
        assert emulator.papers == ()

    play(scenario, before=Emulator.paper_out)
