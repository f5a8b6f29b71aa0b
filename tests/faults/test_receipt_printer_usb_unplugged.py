# SPDX-License-Identifier: GPL-3.0-or-later
"""The printer's USB cable is pulled: if this fails, people are told of a paper that never came, or get none."""

from __future__ import annotations

import pytest

from printers.contract import Action, DeviceState, Printed, Trouble
from printers.receipt.driver import EscposPrinter
from printers.receipt.emulator import Emulator, UsbBus
from tests.faults.receipt_printer_bench import play, strip, until


def test_it_is_noticed_while_nothing_prints_and_the_printer_comes_back() -> None:
    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        assert printer.status.can_print
        emulator.unplug()
        gone = await until(printer, lambda status: not status.can_print)
        assert (gone.state, gone.action) == (DeviceState.NO_DEVICE, Action.MAINTENANCE)
        emulator.plug()
        await until(printer, lambda status: status.can_print)
        assert (await printer.print(strip(), job="a job")).printed is Printed.PRINTED

    play(scenario, bus=UsbBus())


def test_it_is_absent_at_the_start_and_found_when_it_is_plugged_in() -> None:
    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        assert (printer.status.state, printer.status.trouble) == (DeviceState.NO_DEVICE, Trouble.ABSENT)
        emulator.plug()
        await until(printer, lambda status: status.can_print)

    play(scenario, bus=UsbBus(), before=Emulator.unplug)


@pytest.mark.parametrize("received", [20, 5_000, 28_000])
def test_in_mid_job_nobody_claims_to_know_whether_the_paper_came_out(received: int) -> None:
    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        emulator.unplug_after(received)
        outcome = await printer.print(strip(), job="a job")
        assert outcome.printed is not Printed.PRINTED
        assert outcome.trouble in {Trouble.LOST, Trouble.ABSENT}
        assert list(emulator.papers) == []

        emulator.plug()
        await until(printer, lambda status: status.can_print)
        assert (await printer.print(strip(seed=8), job="the next job")).printed is Printed.PRINTED
        assert (emulator.papers[-1] == strip(seed=8).dots()).all()

    play(scenario, bus=UsbBus())
