# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from dataclasses import replace

import pytest

from drivers.contract import Action, DeviceState
from drivers.emulator import TcpCable
from drivers.lights import Pattern, Place
from drivers.lights.emulator import WRITE_COIL, RelayBoard
from drivers.lights.modbus import ModbusLights
from drivers.modbus_bus import BoardSilent, Limits
from tests.faults.lights_bench import SHORT, play, shines
from tests.faults.waiting import PATIENCE, until


def test_silence_while_a_lamp_is_lit() -> None:
    """The visit would wait for a lamp; the promise is a clear word within 3 s."""

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        board.silence(on=True)
        with pytest.raises(BoardSilent) as silent:
            await asyncio.wait_for(lights.show(Place.CARD_READER, Pattern.CONTINUOUS), PATIENCE)
        assert silent.value.state is DeviceState.OFFLINE
        assert silent.value.action is Action.RESET
        assert lights.shown is None
        board.lose_power()
        board.silence(on=False)
        await until(lights, DeviceState.ONLINE)
        await shines(board, 0)

    play(scenario, RelayBoard.on_tcp(), limits=Limits())


def test_silent_from_the_start_and_while_idle() -> None:
    """An open port would be taken for a board with lamps."""
    board = RelayBoard.on_tcp()
    board.wire.silent = True

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        await until(lights, DeviceState.OFFLINE)
        for _ in range(2):
            board.silence(on=False)
            await until(lights, DeviceState.ONLINE)
            board.silence(on=True)
            await until(lights, DeviceState.OFFLINE)

    play(scenario, board)


def test_a_lost_answer_is_asked_for_again() -> None:
    """One lost byte would count as a dark lamp."""

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        board.ignore(WRITE_COIL)
        lighting = asyncio.create_task(lights.show(Place.CARD_READER, Pattern.CONTINUOUS))
        await asyncio.to_thread(board.wait_until, lambda board: board.count(WRITE_COIL) == 1)
        board.ignore()
        await lighting
        assert board.lit == {0}

    play(scenario, RelayBoard.on_tcp(), limits=replace(SHORT, answer=0.3))


def test_a_port_that_stays_silent_is_opened_anew() -> None:
    """A connection that died without a word would never be replaced by a living one."""
    cable = TcpCable()

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        clients = cable.clients
        board.silence(on=True)
        await asyncio.to_thread(board.wait_until, lambda _: cable.clients > clients)
        board.silence(on=False)
        await until(lights, DeviceState.ONLINE)

    play(scenario, RelayBoard(cable))
