# SPDX-License-Identifier: GPL-3.0-or-later
"""A document printer whose cover is open, whose toner is used up, whose tray is full, that somebody has paused."""

from __future__ import annotations

import pytest

from printers.contract import Action, Printed, PrintOutcome, Trouble
from printers.document.emulator import Emulator
from printers.document.emulator.mechanism import Trouble as Amiss
from tests.faults.document_printer_bench import becomes, document, driver, run


@pytest.mark.parametrize(
    ("amiss", "trouble", "action"),
    [
        ("cover-open", Trouble.COVER_OPEN, Action.CLEAR),
        ("toner-empty", Trouble.TONER_EMPTY, Action.CLEAR),
        ("output-area-full", Trouble.OUTPUT_FULL, Action.CLEAR),
        ("paused", Trouble.PAUSED, Action.MAINTENANCE),
        ("com.example-broken", Trouble.HARDWARE_ERROR, Action.MAINTENANCE),
    ],
)
def test_the_technician_reads_what_to_do(amiss: Amiss, trouble: Trouble, action: Action) -> None:
    """A technician would drive 40 km for a full tray, or nobody would come for an empty cartridge."""

    async def test() -> None:
        with Emulator() as there:
            there.begin(amiss)
            async with driver(there.url) as printer:
                assert (printer.status.trouble, printer.status.action) == (trouble, action)
                assert await printer.print(document(), job="1") == PrintOutcome(Printed.NOT_PRINTED, trouble)
                there.end(amiss)
                await becomes(printer, lambda status: status.can_print)
            assert there.sheets == ()

    run(test)
