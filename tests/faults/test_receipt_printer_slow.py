# SPDX-License-Identifier: GPL-3.0-or-later
"""A line of 960 bytes a second (9600 baud): if this fails, every receipt of such a printer counts as lost."""

from __future__ import annotations

from printers.contract import Paper, Printed, PrintOutcome, Trouble
from printers.receipt.driver import EscposPrinter, Timing
from printers.receipt.emulator import Emulator
from tests.faults.receipt_printer_bench import play, strip, until

SLOW = Timing(look_every=0.05, try_again_at_most=0.1, answer_within=1.0, bytes_per_second=800)
ROWS = 20
"""1,440 bytes, which take longer than any answer may."""


def at_9600_baud(emulator: Emulator) -> None:
    emulator.pace(960)


def test_it_is_waited_for_and_then_called_printed() -> None:
    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        assert await printer.print(strip(ROWS), job="a job") == PrintOutcome(Printed.PRINTED)
        (paper,) = emulator.papers
        assert (paper == strip(ROWS).dots()).all()

    play(scenario, before=at_9600_baud, timing=SLOW, model="china-80")


def test_an_end_of_the_roll_is_known_before_the_whole_receipt_has_been_sent() -> None:
    """A receipt of 40 KB takes 40 s there: nobody would stand so long before a page that says 正在打印."""

    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        emulator.paper_out(after_rows=2)
        outcome = await printer.print(strip(1000, width=384), job="a job")
        assert outcome == PrintOutcome(Printed.UNKNOWN, Trouble.PAPER_OUT)
        emulator.pace(None)
        emulator.load_paper()
        status = await until(printer, lambda status: status.can_print)
        assert status.paper is Paper.OK
        emulator.tear()
        assert emulator.rows_out < 400, "most of it was never sent"

    play(scenario, before=at_9600_baud, timing=SLOW, model="china-58")
