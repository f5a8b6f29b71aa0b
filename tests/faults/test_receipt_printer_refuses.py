# SPDX-License-Identifier: GPL-3.0-or-later
"""A printer that hangs up on us, as it serves another host: if this fails, an end of file reads as enough paper."""

from __future__ import annotations

from printers.contract import DeviceState, Paper, Printed, Trouble
from printers.receipt.driver import EscposPrinter
from printers.receipt.emulator import Emulator
from tests.faults.receipt_printer_bench import play, strip, until


def test_a_closed_connection_is_no_good_news() -> None:
    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        assert (printer.status.state, printer.status.paper) == (DeviceState.NO_DEVICE, Paper.UNKNOWN)
        outcome = await printer.print(strip(), job="a job")
        assert (outcome.printed, outcome.trouble) == (Printed.NOT_PRINTED, Trouble.LOST)
        emulator.turn_away(turns_away=False)
        await until(printer, lambda status: status.can_print)

    play(scenario, before=Emulator.turn_away)
