# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulated ID-card reader and its driver, wired up for a fault to happen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random

from drivers.id_reader import Delays, IdReader
from drivers.id_reader.emulator import Emulator
from drivers.id_reader.sdt import SdtReader

QUICK = Delays(
    poll=0.01,
    answer=0.4,
    read_answer=0.5,
    gap=0.2,
    watch=0.01,
    probe=0.05,
    reopen_first=0.02,
    reopen_most=0.05,
    start=1.5,
)
"""Limits for a machine that is there at once. Tests of the promised seconds take the defaults."""

CABLES = ("tcp", "pty", "usb")

Scenario = Callable[[Emulator, IdReader], Awaitable[None]]


def emulator_on(cable: str, folder: Path) -> Emulator:
    if cable == "usb":
        return Emulator.on_usb()
    return Emulator.on_tcp() if cable == "tcp" else Emulator.on_pty(folder / "ttyREADER")


def reader_at(
    emulator: Emulator,
    *,
    delays: Delays = QUICK,
    baud: int = 115200,
    set_baud: bool = False,
    random: Random | None = None,
) -> SdtReader:
    """Return a driver for the emulated reader, not started."""
    return SdtReader(emulator.url, baud=baud, set_baud=set_baud, delays=delays, usb=emulator.usb, random=random)


def play(scenario: Scenario, emulator: Emulator, *, delays: Delays = QUICK) -> None:
    """Run a scenario with the emulator plugged in and the driver started."""

    async def whole() -> None:
        reader = reader_at(emulator, delays=delays)
        await reader.start()
        try:
            await scenario(emulator, reader)
        finally:
            await reader.close()

    with emulator:
        asyncio.run(whole())


async def heard(emulator: Emulator, command: bytes) -> None:
    """Wait until the driver sends a command."""
    await asyncio.to_thread(emulator.wait_for, command)
