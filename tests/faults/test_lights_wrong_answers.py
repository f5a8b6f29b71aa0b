# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.contract import Action, DeviceState
from drivers.emulator import TcpCable
from drivers.lights import Pattern, Place
from drivers.lights.emulator import READ_COILS, WRITE_COIL, RelayBoard
from drivers.lights.modbus import ModbusLights
from drivers.modbus_bus import BoardRefuses
from tests.faults.lights_bench import QUICK, SHORT, play, shines
from tests.faults.waiting import until


@pytest.mark.parametrize(
    ("exception", "state", "action"),
    [
        (1, DeviceState.OFFLINE, Action.CONFIGURATION),
        (2, DeviceState.OFFLINE, Action.CONFIGURATION),
        (4, DeviceState.HARDWARE_ERROR, Action.MAINTENANCE),
        (6, DeviceState.OFFLINE, Action.RESET),
        (99, DeviceState.OFFLINE, Action.CONFIGURATION),
    ],
)
def test_a_board_that_refuses(exception: int, state: DeviceState, action: Action) -> None:
    """The technician would change the board where the settings name the wrong coil, or the other way round."""

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        board.refuse(WRITE_COIL, exception)
        with pytest.raises(BoardRefuses) as refusal:
            await lights.show(Place.CARD_READER, Pattern.CONTINUOUS)
        assert (refusal.value.state, refusal.value.action) == (state, action)
        board.refuse(WRITE_COIL, None)
        await until(lights, DeviceState.ONLINE)
        await shines(board, 0)

    play(scenario, RelayBoard.on_tcp())


def test_a_coil_that_the_board_has_not() -> None:
    """A typing mistake in the settings would look like a broken lamp."""

    async def scenario() -> None:
        with RelayBoard.on_tcp() as board:
            lights = ModbusLights(board.url, places={"scanner": 8}, limits=SHORT, pace=QUICK)
            await lights.start()
            assert lights.status.state is DeviceState.OFFLINE
            assert lights.status.action is Action.CONFIGURATION
            await lights.close()

    asyncio.run(scenario())


def test_a_converter_that_echoes_is_no_board() -> None:
    """With the board's own plug pulled, every lamp would seem to be lit."""
    board = RelayBoard.on_tcp()
    board._echoes = True
    board._ignored = {READ_COILS}

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        await until(lights, DeviceState.OFFLINE)
        board.ignore()
        await until(lights, DeviceState.ONLINE)
        await lights.show(Place.CARD_READER, Pattern.CONTINUOUS)
        await shines(board, 0)

    play(scenario, board)


def test_the_answer_of_another_board_is_not_ours() -> None:
    """On a shared pair of wires another board's answer would count as the lamp's."""

    async def scenario() -> None:
        with RelayBoard(TcpCable(), unit=2) as board:
            lights = ModbusLights(board.url, places={"scanner": 0}, limits=SHORT, pace=QUICK)
            await lights.start()
            assert lights.status.state is DeviceState.OFFLINE
            await lights.close()

    asyncio.run(scenario())
