# SPDX-License-Identifier: GPL-3.0-or-later
"""A receipt printer's driver and the emulator on its wire, for the tests of one fault each."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from printers.contract import PrinterStatus
from printers.raster import Raster
from printers.receipt.driver import EscposPrinter, Timing
from printers.receipt.emulator import MAKES, Emulator, UsbBus
from printers.receipt.profiles import DEFAULT, PROFILES

QUICK = Timing(look_every=0.05, try_again_at_most=0.1, answer_within=0.6, bytes_per_second=400_000)
"""As patient as at work, so that a busy machine makes no printer silent."""
IMPATIENT = replace(QUICK, answer_within=0.15)
"""For printers that do not answer anyway."""


def strip(rows: int = 400, seed: int = 7, width: int = 576) -> Raster:
    """Return a picture that tells its rows apart, so that a lost or doubled one shows."""
    return Raster.from_dots(np.random.default_rng(seed).random((rows, width)) < 0.3)


async def until(printer: EscposPrinter, wanted: Callable[[PrinterStatus], bool], within: float = 15) -> PrinterStatus:
    """Return the first status that is wanted. Raises TimeoutError when none comes."""
    came = asyncio.Event()
    end = printer.subscribe(lambda _: came.set())
    try:
        async with asyncio.timeout(within):
            while not wanted(status := printer.status):
                await came.wait()
                came.clear()
            return status
    finally:
        end()


def play(
    scenario: Callable[[Emulator, EscposPrinter], Awaitable[None]],
    *,
    before: Callable[[Emulator], None] = lambda _: None,
    timing: Timing = QUICK,
    model: str = DEFAULT,
    bus: UsbBus | None = None,
    link: Path | None = None,
) -> None:
    """Run a scenario with a plugged-in printer and its started driver; `before` is done to it before the driver starts.

    With a `bus` the printer is on native USB, with a `link` on a serial line. Fails when it was told anything that it
    does not understand.
    """
    width = PROFILES[model].width

    async def run(emulator: Emulator) -> None:
        printer = EscposPrinter(
            emulator.url,
            width=width,
            profile=PROFILES[model],
            timing=timing,
            usb=None if bus is None else lambda: bus,
        )
        await printer.start()
        try:
            await scenario(emulator, printer)
        finally:
            await printer.close()

    with Emulator(width=width, make=MAKES[model], bus=bus, link=link) as emulator:
        before(emulator)
        asyncio.run(run(emulator))
        assert emulator.faults == []
