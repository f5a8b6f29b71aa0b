# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from drivers.contract import Action, DeviceState
from drivers.lights.emulator import READ_INPUTS, RelayBoard
from drivers.presence import Presence, PresenceSensor
from tests.faults.presence_bench import becomes, play
from tests.faults.waiting import until


@pytest.mark.parametrize(
    ("exception", "state", "action"),
    [
        (1, DeviceState.OFFLINE, Action.CONFIGURATION),
        (2, DeviceState.OFFLINE, Action.CONFIGURATION),
        (4, DeviceState.HARDWARE_ERROR, Action.MAINTENANCE),
    ],
)
def test_a_board_that_refuses(exception: int, state: DeviceState, action: Action) -> None:
    """A board without such an input would count as a sensor that sees nobody."""

    async def scenario(board: RelayBoard, sensor: PresenceSensor) -> None:
        await becomes(sensor, Presence.GONE)
        board.refuse(READ_INPUTS, exception)
        assert (await until(sensor, state)).action is action
        assert sensor.presence is Presence.UNKNOWN
        board.refuse(READ_INPUTS, None)
        await becomes(sensor, Presence.GONE)

    play(scenario, RelayBoard.on_tcp())
