# SPDX-License-Identifier: GPL-3.0-or-later
from dataclasses import replace

from drivers.lights.emulator import RelayBoard
from drivers.presence import Presence, PresenceSensor
from tests.faults.lights_bench import SHORT
from tests.faults.presence_bench import INPUT, becomes, play


def test_answers_in_single_bytes() -> None:
    """A converter that hands on byte by byte would blind the sensor."""

    async def scenario(board: RelayBoard, sensor: PresenceSensor) -> None:
        board.split()
        board.contact(INPUT, closed=True)
        await becomes(sensor, Presence.NEAR)
        assert sensor.status.usable

    play(scenario, RelayBoard.on_tcp(), limits=replace(SHORT, answer=3.0))
