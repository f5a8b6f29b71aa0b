# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulated relay board and the lamps' driver, wired up for a fault to happen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from drivers.attachment import Pace
from drivers.lights.emulator import RelayBoard
from drivers.lights.modbus import ModbusLights
from drivers.modbus_bus import Limits

CABLES = ("tcp", "pty")
PLACES = {"card_reader": 0, "receipt_printer": 1, "scanner": 3, "status_green": 4, "status_red": 5}
"""Coil 2 is left free: it opens the door of the technician's compartment."""

QUICK = Pace(look=0.03, retry_first=0.02, retry_most=0.05)
SHORT = Limits(answer=0.3, hopeless=1.0)
"""For a board that is there at once. Tests of the promised seconds take the defaults."""

Scenario = Callable[[RelayBoard, ModbusLights], Awaitable[None]]


def board_on(cable: str, folder: Path) -> RelayBoard:
    return RelayBoard.on_tcp() if cable == "tcp" else RelayBoard.on_pty(folder / "ttyRELAYS")


def lights_at(port: str, *, limits: Limits = SHORT, pace: Pace = QUICK) -> ModbusLights:
    return ModbusLights(port, places=PLACES, limits=limits, pace=pace)


def play(scenario: Scenario, board: RelayBoard, *, limits: Limits = SHORT, pace: Pace = QUICK) -> None:
    """Run a scenario with the board plugged in and the driver started."""

    async def whole() -> None:
        lights = lights_at(board.url, limits=limits, pace=pace)
        await lights.start()
        try:
            await scenario(board, lights)
        finally:
            await lights.close()

    with board:
        asyncio.run(whole())


async def shines(board: RelayBoard, *coils: int) -> None:
    """Wait until exactly these relays are on."""
    await asyncio.to_thread(board.wait_until, lambda board: board.lit == set(coils))


async def asked(board: RelayBoard, function: int) -> None:
    """Wait until the driver has asked for a function once more."""
    before = board.count(function)
    await asyncio.to_thread(board.wait_until, lambda board: board.count(function) > before)
