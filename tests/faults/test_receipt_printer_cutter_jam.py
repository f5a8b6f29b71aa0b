# SPDX-License-Identifier: GPL-3.0-or-later
"""The cutter jams: if this fails, a receipt that hangs uncut in the printer counts as handed out."""

from __future__ import annotations

from printers.contract import DeviceState, Paper, Printed, Trouble
from printers.receipt.driver import EscposPrinter
from printers.receipt.emulator import Emulator
from tests.faults.receipt_printer_bench import play, strip, until


def test_an_uncut_receipt_is_not_called_printed() -> None:
    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        emulator.jam_cutter()
        outcome = await printer.print(strip(), job="a job")
        assert (outcome.printed, outcome.trouble) == (Printed.UNKNOWN, Trouble.CUTTER_ERROR)
        assert (printer.status.state, printer.status.paper) == (DeviceState.HARDWARE_ERROR, Paper.JAMMED)

        emulator.free_cutter()
        emulator.load_paper()
        await until(printer, lambda status: status.can_print)
        assert (await printer.print(strip(seed=8), job="the next job")).printed is Printed.PRINTED
        assert len(emulator.papers) == 1

    play(scenario)
