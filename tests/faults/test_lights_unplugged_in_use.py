# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from pathlib import Path

import pytest

from drivers.contract import DeviceError, DeviceState
from drivers.lights import Pattern, Place
from drivers.lights.emulator import WRITE_COIL, RelayBoard
from drivers.lights.modbus import ModbusLights
from tests.faults.lights_bench import CABLES, asked, board_on, play, shines
from tests.faults.waiting import PATIENCE, free_at_once, until


@pytest.mark.parametrize("cable", CABLES)
def test_unplugged_while_a_lamp_is_lit(cable: str, tmp_path: Path) -> None:
    """The visit would wait for a lamp's answer for ever; the promise is a clear word within 3 s."""

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        board.ignore(WRITE_COIL)
        lighting = asyncio.create_task(lights.show(Place.RECEIPT_PRINTER, Pattern.CONTINUOUS))
        await asked(board, WRITE_COIL)
        board.unplug()
        with pytest.raises(DeviceError):
            await asyncio.wait_for(lighting, PATIENCE)
        assert not lights.status.usable
        board.ignore()
        board.plug()
        await until(lights, DeviceState.ONLINE)
        await shines(board, 1)

    play(scenario, board_on(cable, tmp_path))


def test_unplugged_while_a_lamp_flashes() -> None:
    """A lamp would flash on in the driver's mind only."""

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        await lights.show(Place.RECEIPT_PRINTER, Pattern.QUICK)
        board.unplug()
        await until(lights, DeviceState.NO_DEVICE)
        before = len(board.switched)
        board.plug()
        await asyncio.to_thread(board.wait_until, lambda board: len(board.switched) >= before + 3)

    play(scenario, RelayBoard.on_tcp())


def test_a_caller_that_leaves_is_free_at_once() -> None:
    """A visit that ends would hang on its lamp."""

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        board.ignore(WRITE_COIL)
        lighting = asyncio.create_task(lights.show(Place.RECEIPT_PRINTER, Pattern.CONTINUOUS))
        await asked(board, WRITE_COIL)
        await free_at_once(lighting)

    play(scenario, RelayBoard.on_tcp())
