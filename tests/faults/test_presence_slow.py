# SPDX-License-Identifier: GPL-3.0-or-later
from dataclasses import replace

from drivers.contract import DeviceState
from drivers.lights.emulator import RelayBoard
from drivers.presence import Presence, PresenceSensor
from tests.faults.lights_bench import SHORT
from tests.faults.presence_bench import INPUT, becomes, play
from tests.faults.waiting import until


def test_a_slow_board_is_waited_for() -> None:
    """An old board that thinks before it answers would be called dead."""

    async def scenario(board: RelayBoard, sensor: PresenceSensor) -> None:
        board.slow(answer_after=0.03, per_byte=0.005)
        board.contact(INPUT, closed=True)
        await becomes(sensor, Presence.NEAR)
        assert sensor.status.usable

    play(scenario, RelayBoard.on_tcp(), limits=replace(SHORT, answer=2.0))


def test_answers_later_than_their_limit_are_not_taken_for_others() -> None:
    """After one late answer somebody who has gone would stand there for ever, an answer behind."""

    async def scenario(board: RelayBoard, sensor: PresenceSensor) -> None:
        board.contact(INPUT, closed=True)
        await becomes(sensor, Presence.NEAR)
        board.slow(answer_after=3 * SHORT.answer)
        await until(sensor, DeviceState.OFFLINE)
        assert sensor.presence is Presence.UNKNOWN
        board.contact(INPUT, closed=False)
        board.slow()
        await becomes(sensor, Presence.GONE)

    play(scenario, RelayBoard.on_tcp())
