# SPDX-License-Identifier: GPL-3.0-or-later
"""The link breaks after a document printer took a job and before it said so."""

from __future__ import annotations

import asyncio

from printers.contract import Printed, PrintOutcome
from printers.document.emulator import Emulator
from tests.faults.document_printer_bench import document, driver, run


def test_the_job_is_found_by_its_name_and_printed_once() -> None:
    """The certificate would come out twice, or be called lost while it lies in the tray."""

    async def test() -> None:
        with Emulator(seconds_per_sheet=0.3) as there:
            async with driver(there.url) as printer:
                there.lose_next_answer()
                assert await printer.print(document(), job="4452-1") == PrintOutcome(Printed.PRINTED)
            assert len(there.sheets) == 1

    run(test)


def test_one_that_is_over_already_is_unknown() -> None:
    """Only a person can say whether it lies in the tray: the terminal must ask, not guess."""

    async def test() -> None:
        with Emulator() as there:
            there.lose_next_answer()
            async with driver(there.url) as printer:
                outcome = await printer.print(document(), job="4452-1")
                await asyncio.to_thread(there.wait, lambda it: len(it.sheets) == 1)
            assert outcome.printed in {Printed.UNKNOWN, Printed.PRINTED}
            assert len(there.sheets) == 1

    run(test)
