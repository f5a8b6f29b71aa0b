# SPDX-License-Identifier: GPL-3.0-or-later
"""A document printer that takes calls and answers none."""

from __future__ import annotations

from dataclasses import replace

from printers.contract import Action, Printed, PrintOutcome, Trouble
from printers.document.emulator import Emulator
from tests.faults.document_printer_bench import QUICK, becomes, document, driver, run


def test_it_is_told_in_time_and_found_again() -> None:
    """The visit would hang at the page that says 正在打印."""

    async def test() -> None:
        with Emulator() as there:
            async with driver(there.url, replace(QUICK, answer_within=0.3)) as printer:
                there.fall_silent()
                status = await becomes(printer, lambda status: status.trouble is not None)
                assert (status.trouble, status.action) == (Trouble.SILENT, Action.RESET)
                assert await printer.print(document(), job="1") == PrintOutcome(Printed.NOT_PRINTED, Trouble.SILENT)
                there.speak()
                await becomes(printer, lambda status: status.can_print)
            assert there.sheets == ()

    run(test)
