# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from dataclasses import replace

from drivers.contract import Action, DeviceState
from drivers.emulator import TcpCable
from drivers.lights.emulator import READ_INPUTS, RelayBoard
from drivers.presence import Presence, PresenceSensor
from tests.faults.lights_bench import SHORT, asked, lights_at
from tests.faults.presence_bench import INPUT, becomes, play
from tests.faults.waiting import until


def test_silence_is_not_absence() -> None:
    """A visit would be ended under the person's eyes because a board hangs."""

    async def scenario(board: RelayBoard, sensor: PresenceSensor) -> None:
        heard: list[Presence] = []
        board.contact(INPUT, closed=True)
        await becomes(sensor, Presence.NEAR)
        sensor.watch(heard.append)
        board.silence(on=True)
        await until(sensor, DeviceState.OFFLINE)
        assert sensor.status.action is Action.RESET
        board.silence(on=False)
        await becomes(sensor, Presence.NEAR)
        assert heard == [Presence.UNKNOWN, Presence.NEAR]

    play(scenario, RelayBoard.on_tcp())


def test_one_lost_answer_is_not_noticed() -> None:
    """The terminal would stumble over every spike on the line."""

    async def scenario(board: RelayBoard, sensor: PresenceSensor) -> None:
        heard: list[Presence] = []
        await becomes(sensor, Presence.GONE)
        sensor.watch(heard.append)
        board.ignore(READ_INPUTS)
        await asked(board, READ_INPUTS)
        board.ignore()
        await asked(board, READ_INPUTS)
        await asked(board, READ_INPUTS)
        assert heard == []

    play(scenario, RelayBoard.on_tcp(), limits=replace(SHORT, answer=0.4))


def test_a_dead_sensor_does_not_cost_the_lamps_their_line() -> None:
    """On a shared pair of wires one dead board would take the others with it."""
    cable = TcpCable()

    async def scenario(board: RelayBoard, sensor: PresenceSensor) -> None:
        lights = lights_at(board.url)
        await lights.start()
        lost: list[DeviceState] = []
        lights.subscribe(lambda status: lost.append(status.state) if not status.usable else None)
        board.ignore(READ_INPUTS)
        clients = cable.clients
        heard = board.count(READ_INPUTS)
        await asyncio.to_thread(board.wait_until, lambda board: board.count(READ_INPUTS) > heard + 12)
        assert cable.clients == clients
        assert lost == []
        await lights.close()

    play(scenario, RelayBoard(cable), limits=replace(SHORT, answer=0.15, hopeless=1.2))
