# SPDX-License-Identifier: GPL-3.0-or-later
import logging
from pathlib import Path

import pytest

from drivers.contract import DeviceState
from drivers.lights import Light, Pattern, Place
from drivers.lights.emulator import RelayBoard
from drivers.lights.modbus import ModbusLights
from tests.faults.lights_bench import CABLES, board_on, play, shines
from tests.faults.waiting import until


@pytest.mark.parametrize("cable", CABLES)
def test_lamps_come_and_go(cable: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """After a loose plug the lamp would stay dark in the midst of a visit; the log would fill up."""
    caplog.set_level(logging.INFO, "drivers")

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        await lights.show(Place.CARD_READER, Pattern.CONTINUOUS)
        for _ in range(3):
            board.unplug()
            await until(lights, DeviceState.NO_DEVICE)
            assert lights.shown is None
            board.lose_power()
            board.plug()
            await until(lights, DeviceState.ONLINE)
            await shines(board, 0)
        assert lights.shown == {Place.CARD_READER: Light(Pattern.CONTINUOUS)}

    play(scenario, board_on(cable, tmp_path))
    assert len(caplog.records) == 7
