# SPDX-License-Identifier: GPL-3.0-or-later
"""The cable is pulled in mid-job: if this fails, the citizen is told of a paper that never came, or gets none."""

from __future__ import annotations

import pytest

from printers.contract import Printed, Trouble
from printers.receipt.driver import EscposPrinter
from printers.receipt.emulator import Emulator
from tests.faults.receipt_printer_bench import play, strip, until


@pytest.mark.parametrize("received", [13, 5_000, 28_000])
def test_nobody_claims_to_know_whether_the_paper_came_out(received: int) -> None:
    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        emulator.unplug_after(received)
        outcome = await printer.print(strip(), job="a job")
        assert outcome.printed is not Printed.PRINTED
        assert outcome.trouble in {Trouble.LOST, Trouble.ABSENT}
        if received > 1_000:
            assert outcome.printed is Printed.UNKNOWN
        assert list(emulator.papers) == []

        emulator.plug()
        await until(printer, lambda status: status.can_print)
        assert (await printer.print(strip(seed=8), job="the next job")).printed is Printed.PRINTED
        assert (emulator.papers[-1] == strip(seed=8).dots()).all()
        if received > 5_000:  # at least one whole band was on the paper: it is cut off before the next job
            assert len(emulator.papers) == 2

    play(scenario)
