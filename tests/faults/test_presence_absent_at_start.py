# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from pathlib import Path

import pytest

from drivers.contract import Action, DeviceState
from drivers.presence import Presence
from tests.faults.lights_bench import CABLES, board_on
from tests.faults.presence_bench import INPUT, becomes, sensor_at
from tests.faults.waiting import until


@pytest.mark.parametrize("cable", CABLES)
def test_a_sensor_that_comes_later_serves(cable: str, tmp_path: Path) -> None:
    """A terminal switched on before its sensor would never wake for anybody."""
    board = board_on(cable, tmp_path)

    async def scenario() -> None:
        sensor = sensor_at(board.url)
        await sensor.start()
        try:
            assert sensor.status.state is DeviceState.NO_DEVICE
            assert sensor.status.action is Action.MAINTENANCE
            assert sensor.presence is Presence.UNKNOWN
            board.contact(INPUT, closed=True)
            board.plug()
            await becomes(sensor, Presence.NEAR)
            await until(sensor, DeviceState.ONLINE)
        finally:
            await sensor.close()

    with board:
        board.unplug()
        asyncio.run(scenario())
