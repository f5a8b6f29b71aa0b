# SPDX-License-Identifier: GPL-3.0-or-later
"""A document printer whose tray is empty before the job."""

from __future__ import annotations

from printers.contract import Action, Paper, Printed, PrintOutcome, Trouble
from printers.document.emulator import Emulator
from tests.faults.document_printer_bench import becomes, document, driver, run


def test_nothing_is_sent_and_nothing_comes_out_later() -> None:
    """Somebody's certificate would come out for whoever fills the tray."""

    async def test() -> None:
        with Emulator() as there:
            there.paper_out()
            async with driver(there.url) as printer:
                assert (printer.status.paper, printer.status.action) == (Paper.OUT, Action.CLEAR)
                assert await printer.print(document(), job="1") == PrintOutcome(Printed.NOT_PRINTED, Trouble.PAPER_OUT)
                there.load_paper()
                await becomes(printer, lambda status: status.can_print)
                assert await printer.print(document(), job="2") == PrintOutcome(Printed.PRINTED)
            assert [sheet.job for sheet in there.sheets] == ["2"]

    run(test)
