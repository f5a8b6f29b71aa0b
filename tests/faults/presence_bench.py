# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulated board with a sensor's contact and the driver for it, wired up for a fault to happen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager

from drivers.attachment import Pace
from drivers.contract import Status
from drivers.lights.emulator import RelayBoard
from drivers.modbus_bus import Limits
from drivers.presence import Presence, PresenceSensor
from drivers.presence.debounce import Settling
from drivers.presence.modbus import ModbusPresence
from tests.faults.lights_bench import SHORT
from tests.faults.waiting import PATIENCE, told

INPUT = 2

QUICK = Pace(look=0.01, retry_first=0.02, retry_most=0.05)

Scenario = Callable[[RelayBoard, PresenceSensor], Awaitable[None]]


def sensor_at(port: str, *, near_when_closed: bool = True, limits: Limits = SHORT) -> ModbusPresence:
    return ModbusPresence(
        port,
        input=INPUT,
        near_when_closed=near_when_closed,
        limits=limits,
        settling=Settling(near=0.02, gone=0.05),
        pace=QUICK,
    )


def play(scenario: Scenario, board: RelayBoard, *, limits: Limits = SHORT) -> None:
    """Run a scenario with the board plugged in and the driver started."""

    async def whole() -> None:
        sensor = sensor_at(board.url, limits=limits)
        await sensor.start()
        try:
            await scenario(board, sensor)
        finally:
            await sensor.close()

    with board:
        asyncio.run(whole())


async def becomes(sensor: PresenceSensor, presence: Presence, within: float = PATIENCE) -> None:
    """Wait until the sensor says so."""
    await told(sensor.watch, lambda: sensor.presence is presence, within=within)


async def told_during(trouble: AbstractContextManager[None], port: str) -> tuple[Status, Presence]:
    """Return what a sensor tells that is started in such a trouble, when it sees again what is there.

    Nothing can be asked of a sensor, so that only its status tells of the trouble.
    """
    sensor = sensor_at(port)
    with trouble:
        await sensor.start()
        told = sensor.status, sensor.presence
    await becomes(sensor, Presence.GONE)
    await sensor.close()
    return told
