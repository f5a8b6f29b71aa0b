# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulated scanner and its driver, wired up for a fault to happen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from drivers.attachment import Pace
from drivers.contract import DeviceState, TimedOut
from drivers.emulator import PtyCable, TcpCable
from drivers.scanner import Scanner
from drivers.scanner.delays import Delays
from drivers.scanner.emulator import Emulator
from drivers.scanner.serial import SerialScanner
from tests.faults.waiting import PATIENCE, until

QUICK = Delays(
    gap=0.05,
    lost_end=0.3,
    away=0.3,
    slice=0.01,
    look_again=0.2,
    pace=Pace(look=0.02, retry_first=0.02, retry_most=0.05),
)
"""Limits for a machine that is there at once. Tests of the promised seconds take the defaults."""

CABLES = ("tcp", "pty")

E_ID = "e-id:445202:9f3c-无此人"
"""A code of nobody's."""

Scenario = Callable[[Emulator, Scanner], Awaitable[None]]


def emulator_on(cable: str, folder: Path, *, suffix: bytes = b"\r") -> Emulator:
    if cable == "tcp":
        return Emulator(TcpCable(), suffix=suffix)
    return Emulator(PtyCable(folder / "ttySCANNER"), suffix=suffix)


def play(scenario: Scenario, emulator: Emulator, *, delays: Delays = QUICK, **settings: Any) -> None:
    """Run a scenario with the emulator plugged in and the driver started."""

    async def whole() -> None:
        scanner = SerialScanner(port=emulator.url, delays=delays, **settings)
        await scanner.start()
        try:
            await scenario(emulator, scanner)
        finally:
            await scanner.close()

    with emulator:
        asyncio.run(whole())


async def asked(scanner: Scanner, *, timeout: float | None = PATIENCE) -> asyncio.Task[Any]:
    """Return a scan that listens: what is shown from now on is its. An earlier one has ended in the I/O thread too."""
    await until(scanner, DeviceState.ONLINE)
    scan = asyncio.create_task(scanner.scan(timeout=timeout))
    await until(scanner, DeviceState.BUSY)
    return scan


async def shown(emulator: Emulator, scanner: Scanner, code: bytes | str, *, aim: str = "") -> Any:
    """Ask for a code, show one, and return what the driver made of it."""
    scan = await asked(scanner)
    await asyncio.to_thread(emulator.show, code, aim=aim)
    return await scan


async def nothing(scanner: Scanner, *, for_seconds: float = QUICK.gap + QUICK.away) -> None:
    """Make sure that no code comes, unless told otherwise for as long as a code takes to count as taken away."""
    with pytest.raises(TimedOut):
        await scanner.scan(timeout=for_seconds)


async def quiet(scanner: Scanner) -> None:
    """Wait until whatever was on its way has ended."""
    await nothing(scanner, for_seconds=3 * QUICK.gap)
