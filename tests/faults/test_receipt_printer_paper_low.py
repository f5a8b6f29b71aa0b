# SPDX-License-Identifier: GPL-3.0-or-later
"""The roll comes near its end: if this fails, people are refused receipts, or nobody brings a new roll."""

from __future__ import annotations

import pytest

from printers.contract import Paper, Printed
from printers.receipt.driver import EscposPrinter
from printers.receipt.emulator import Emulator
from tests.faults.receipt_printer_bench import play, strip, until


@pytest.mark.parametrize("model", ["generic-80", "epson-tm", "custom-kiosk"])
def test_paper_near_its_end_still_prints_and_says_so(model: str) -> None:
    """The attendant hears of it before the roll ends."""

    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        assert printer.status.paper is Paper.LOW
        assert printer.status.can_print
        assert (await printer.print(strip(), job="a job")).printed is Printed.PRINTED
        emulator.load_paper()
        await until(printer, lambda status: status.paper is Paper.OK)

    play(scenario, before=Emulator.paper_low, model=model)
