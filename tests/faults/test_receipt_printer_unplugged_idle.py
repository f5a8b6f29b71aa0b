# SPDX-License-Identifier: GPL-3.0-or-later
"""The cable is pulled while nothing prints: if this fails, the menu offers paper that there is not, or never again."""

from __future__ import annotations

import logging

import pytest

from printers.contract import DeviceState, Printed
from printers.receipt.driver import EscposPrinter
from printers.receipt.emulator import Emulator
from tests.faults.receipt_printer_bench import play, strip, until


def test_it_is_noticed_and_the_printer_comes_back_by_itself(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        assert printer.status.can_print
        emulator.unplug()
        gone = await until(printer, lambda status: not status.can_print)
        assert gone.state is DeviceState.NO_DEVICE
        emulator.plug()
        await until(printer, lambda status: status.can_print)
        assert (await printer.print(strip(), job="a job")).printed is Printed.PRINTED

    caplog.set_level(logging.INFO)
    play(scenario)
    assert [message.split(" ")[-1] for message in caplog.messages if "receipt printer" in message] == ["lost", "back"]


def test_a_job_given_while_the_printer_is_lost_tries_at_once() -> None:
    """Nobody waits for the back-off: a printer that has just been plugged in prints the next receipt."""

    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        emulator.unplug()
        await until(printer, lambda status: not status.can_print)
        emulator.plug()
        assert (await printer.print(strip(), job="a job")).printed is Printed.PRINTED

    play(scenario)
