# SPDX-License-Identifier: GPL-3.0-or-later


from drivers.contract import DeviceState
from drivers.lights.emulator import RelayBoard
from drivers.lights.modbus import PACE, ModbusLights
from drivers.modbus_bus import Limits
from tests.faults.lights_bench import play
from tests.faults.waiting import until


def test_going_and_coming_back_are_noticed_in_time() -> None:
    """Nobody would learn that the lamps are dark."""

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        board.unplug()
        await until(lights, DeviceState.NO_DEVICE)
        board.plug()
        await until(lights, DeviceState.ONLINE)

    play(scenario, RelayBoard.on_tcp(), limits=Limits(), pace=PACE)
