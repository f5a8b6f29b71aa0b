# SPDX-License-Identifier: GPL-3.0-or-later
"""A network printer that ends a connection by itself, after a job or a while: if this fails, it counts as broken."""

from __future__ import annotations

from dataclasses import replace

import pytest

from printers.contract import Printed, PrinterStatus, PrintOutcome, Trouble
from printers.receipt.driver import EscposPrinter
from printers.receipt.emulator import Emulator
from tests.faults.receipt_printer_bench import QUICK, play, strip


def test_the_next_receipt_comes_over_a_new_connection() -> None:
    """The citizen would be told that the printer does not work, and get no receipt, though it only hung up."""

    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        told: list[PrinterStatus] = []
        printer.subscribe(told.append)
        for count in (1, 2, 3):
            outcome = await printer.print(strip(), job=f"job {count}")
            assert (outcome.printed, outcome.trouble) == (Printed.PRINTED, None)
            emulator.unplug()
            emulator.plug()
        assert len(emulator.papers) == 3
        assert all(status.can_print for status in told)

    play(scenario, timing=replace(QUICK, look_every=60))


@pytest.mark.parametrize("received", [5_000, 28_000])
def test_in_mid_job_nobody_claims_to_know_and_the_next_receipt_is_whole(received: int) -> None:
    """What came before the line broke would hang on the next person's paper."""

    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        emulator.hang_up_after(received)
        outcome = await printer.print(strip(), job="a job")
        assert outcome == PrintOutcome(Printed.UNKNOWN, Trouble.LOST)
        assert (await printer.print(strip(seed=8), job="the next job")).printed is Printed.PRINTED
        assert (emulator.papers[-1] == strip(seed=8).dots()).all()

    play(scenario)
