# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import logging
from pathlib import Path

import pytest

from drivers.contract import DeviceState
from drivers.lights import Pattern, Place
from drivers.lights.emulator import RelayBoard
from drivers.presence import Presence, PresenceSensor
from tests.faults.lights_bench import CABLES, board_on, lights_at, shines
from tests.faults.presence_bench import INPUT, becomes, play
from tests.faults.waiting import until


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("cable", CABLES)
def test_a_sensor_that_goes_and_comes(
    cable: str, before: bool, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A visit would be ended because a cable is loose, or a terminal stay awake for nobody; the log would fill up."""
    caplog.set_level(logging.INFO, "drivers")

    async def scenario(board: RelayBoard, sensor: PresenceSensor) -> None:
        for near in (before, not before, before):
            board.contact(INPUT, closed=near)
            await becomes(sensor, Presence.NEAR if near else Presence.GONE)
            heard: list[Presence] = []
            unsubscribe = sensor.watch(heard.append)
            board.unplug()
            await until(sensor, DeviceState.NO_DEVICE)
            await asyncio.sleep(0)  # listeners hear of it at the next turn of the loop
            assert sensor.presence is Presence.UNKNOWN
            assert heard == [Presence.UNKNOWN]
            unsubscribe()
            board.plug()
        await until(sensor, DeviceState.ONLINE)

    play(scenario, board_on(cable, tmp_path))
    assert len(caplog.records) == 7


@pytest.mark.parametrize("cable", CABLES)
def test_two_devices_lose_one_board_and_find_it_again(cable: str, tmp_path: Path) -> None:
    """The second device on a board would stay lost after a loose plug, for the port is theirs together."""

    async def scenario(board: RelayBoard, sensor: PresenceSensor) -> None:
        lights = lights_at(board.url)
        await lights.start()
        await lights.show(Place.SCANNER, Pattern.CONTINUOUS)
        for _ in range(3):
            board.unplug()
            await until(sensor, DeviceState.NO_DEVICE)
            await until(lights, DeviceState.NO_DEVICE)
            board.lose_power()
            board.plug()
            await becomes(sensor, Presence.GONE)
            await shines(board, 3)
        await lights.close()

    play(scenario, board_on(cable, tmp_path))
