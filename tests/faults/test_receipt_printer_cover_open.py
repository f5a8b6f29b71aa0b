# SPDX-License-Identifier: GPL-3.0-or-later
"""The cover is open: if this fails, the kiosk sends a receipt into an open printer, or never sees it shut again."""

from __future__ import annotations

from printers.contract import Action, DeviceState, Printed, Trouble
from printers.receipt.driver import EscposPrinter
from printers.receipt.emulator import Emulator
from tests.faults.receipt_printer_bench import play, strip, until


def test_an_open_cover_is_seen_and_the_printer_goes_on_when_it_is_shut() -> None:
    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        emulator.open_cover()
        status = await until(printer, lambda status: not status.can_print)
        assert (status.state, status.trouble) == (DeviceState.USER_ERROR, Trouble.COVER_OPEN)
        assert status.action is Action.CLEAR
        outcome = await printer.print(strip(), job="a job")
        assert (outcome.printed, outcome.trouble) == (Printed.NOT_PRINTED, Trouble.COVER_OPEN)

        emulator.close_cover()
        await until(printer, lambda status: status.can_print)
        assert (await printer.print(strip(), job="a job")).printed is Printed.PRINTED

    play(scenario)
