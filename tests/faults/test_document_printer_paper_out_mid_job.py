# SPDX-License-Identifier: GPL-3.0-or-later
"""A document printer whose paper ends in the midst of a document."""

from __future__ import annotations

import asyncio

from printers.contract import Printed, PrintOutcome, Trouble
from printers.document.emulator import Emulator
from tests.faults.document_printer_bench import IMPATIENT, becomes, document, driver, run


def test_the_rest_comes_out_once_the_tray_is_filled() -> None:
    """People would get half a document, or the first sheet twice."""

    async def test() -> None:
        with Emulator() as there:
            there.paper_out(after_sheets=1)
            async with driver(there.url) as printer:
                job = asyncio.create_task(printer.print(document(3), job="1"))
                await becomes(printer, lambda status: status.trouble is Trouble.PAPER_OUT)
                assert len(there.sheets) == 1
                there.load_paper()
                assert await job == PrintOutcome(Printed.PRINTED)
            assert [sheet.job for sheet in there.sheets] == ["1"] * 3

    run(test)


def test_nobody_fills_the_tray_and_the_next_person_gets_nothing_of_it() -> None:
    """The second page of a certificate would come out in a stranger's hand."""

    async def test() -> None:
        with Emulator() as there:
            there.paper_out(after_sheets=1)
            async with driver(there.url, IMPATIENT) as printer:
                outcome = await printer.print(document(2), job="1")
                assert outcome == PrintOutcome(Printed.UNKNOWN, Trouble.PAPER_OUT)
                assert there.waiting == 0
                there.load_paper()
                await becomes(printer, lambda status: status.can_print)
                assert await printer.print(document(), job="2") == PrintOutcome(Printed.PRINTED)
            assert [sheet.job for sheet in there.sheets] == ["1", "2"]

    run(test)
