# SPDX-License-Identifier: GPL-3.0-or-later
"""A printer that takes everything and says nothing: if this fails, silence passes for good health."""

from __future__ import annotations

import asyncio

from printers.contract import Action, DeviceState, Paper, Printed, Trouble
from printers.receipt.driver import EscposPrinter
from printers.receipt.emulator import Emulator
from tests.faults.receipt_printer_bench import IMPATIENT, play, strip, until


def test_a_silent_printer_is_unknown_and_gets_no_job() -> None:
    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        assert (printer.status.state, printer.status.paper) == (DeviceState.UNKNOWN, Paper.UNKNOWN)
        assert printer.status.action is Action.RESET
        outcome = await printer.print(strip(), job="a job")
        assert (outcome.printed, outcome.trouble) == (Printed.NOT_PRINTED, Trouble.SILENT)
        emulator.speak()
        await until(printer, lambda status: status.can_print)
        assert emulator.papers == ()

    play(scenario, before=Emulator.fall_silent, timing=IMPATIENT)


def test_a_printer_that_falls_silent_in_mid_job_leaves_the_outcome_unknown() -> None:
    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        emulator.fall_silent_after(5_000)
        outcome = await printer.print(strip(), job="a job")
        assert (outcome.printed, outcome.trouble) == (Printed.UNKNOWN, Trouble.SILENT)

    play(scenario)


def test_a_caller_who_gives_up_is_free_within_50_ms() -> None:
    """The visit goes on although the driver still waits for its answer."""

    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        loop = asyncio.get_running_loop()
        emulator.fall_silent()
        waiting = asyncio.create_task(printer.print(strip(), job="a job"))
        await asyncio.sleep(0)
        began = loop.time()
        waiting.cancel()
        await asyncio.wait([waiting])
        assert loop.time() - began < 0.05
        assert waiting.cancelled()

    play(scenario)
