# SPDX-License-Identifier: GPL-3.0-or-later
"""Half a receipt is left hanging out: if this fails, one person's half receipt hangs on the next person's whole one."""

from __future__ import annotations

from printers.contract import Printed, Trouble
from printers.receipt.driver import EscposPrinter
from printers.receipt.emulator import Emulator
from tests.faults.receipt_printer_bench import play, strip, until


def test_a_broken_receipt_is_parted_from_the_next_one() -> None:
    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        emulator.paper_out(after_rows=150)
        outcome = await printer.print(strip(), job="a job")
        assert (outcome.printed, outcome.trouble) == (Printed.UNKNOWN, Trouble.PAPER_OUT)
        emulator.load_paper(tear=False)
        await until(printer, lambda status: status.can_print)
        assert (await printer.print(strip(seed=8), job="the next job")).printed is Printed.PRINTED
        torn, whole = emulator.papers
        assert (torn == strip().dots()[:150]).all()
        assert (whole == strip(seed=8).dots()).all()

    play(scenario)
