# SPDX-License-Identifier: GPL-3.0-or-later
"""A document printer with a sheet stuck in it."""

from __future__ import annotations

import asyncio

from printers.contract import Action, Paper, Printed, PrintOutcome, Trouble
from printers.document.emulator import Emulator
from tests.faults.document_printer_bench import IMPATIENT, becomes, document, driver, run


def test_it_is_cleared_and_the_document_comes_out() -> None:
    """The terminal would give up what only waits for a hand."""

    async def test() -> None:
        with Emulator() as there:
            async with driver(there.url) as printer:
                there.begin("media-jam")
                job = asyncio.create_task(printer.print(document(), job="1"))
                status = await becomes(printer, lambda status: status.trouble is not None)
                assert (status.trouble, status.paper, status.action) == (Trouble.PAPER_JAM, Paper.JAMMED, Action.CLEAR)
                assert status.reasons == ("media-jam-error",)
                assert (await job).printed is Printed.NOT_PRINTED
                there.end("media-jam")
                await becomes(printer, lambda status: status.can_print)
                assert await printer.print(document(), job="2") == PrintOutcome(Printed.PRINTED)

    run(test)


def test_it_is_never_cleared() -> None:
    """Nobody knows what is in a jammed printer: the document must neither count as there nor come out later."""

    async def test() -> None:
        with Emulator(seconds_per_sheet=0.2) as there:
            async with driver(there.url, IMPATIENT) as printer:
                job = asyncio.create_task(printer.print(document(2), job="1"))
                await asyncio.to_thread(there.wait, lambda it: it.waiting == 1)
                there.begin("media-jam")
                outcome = await job
                assert outcome.trouble is Trouble.PAPER_JAM
                assert outcome.printed is (Printed.UNKNOWN if there.sheets else Printed.NOT_PRINTED)
                there.end("media-jam")
                await becomes(printer, lambda status: status.can_print)
                assert there.waiting == 0

    run(test)
