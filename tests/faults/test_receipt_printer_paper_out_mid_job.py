# SPDX-License-Identifier: GPL-3.0-or-later
"""The roll ends in mid-job: if this fails, half a receipt counts as one, or its rest prints for the next person."""

from __future__ import annotations

from printers.contract import Paper, Printed, Trouble
from printers.receipt.driver import EscposPrinter
from printers.receipt.emulator import Emulator
from tests.faults.receipt_printer_bench import play, strip, until


def test_the_rest_of_a_torn_receipt_never_comes_out_for_the_next_person() -> None:
    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        emulator.paper_out(after_rows=150)
        outcome = await printer.print(strip(), job="a job")
        assert (outcome.printed, outcome.trouble) == (Printed.UNKNOWN, Trouble.PAPER_OUT)
        assert printer.status.paper is Paper.OUT

        emulator.load_paper()
        await until(printer, lambda status: status.can_print)
        assert emulator.papers == ()
        assert (await printer.print(strip(seed=8), job="the next job")).printed is Printed.PRINTED
        assert len(emulator.papers) == 1
        assert (emulator.papers[0] == strip(seed=8).dots()).all()

    play(scenario)
