# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from drivers.lights.emulator import RelayBoard
from drivers.presence import Presence, PresenceSensor
from tests.faults.presence_bench import INPUT, becomes, play


@pytest.mark.parametrize("stray", [b"\x00", b"\xff" * 30, b"\x01\x02", b"\x01\x02\x01\x01", b"\x01\x82"])
def test_stray_bytes_are_nobody(stray: bytes) -> None:
    """A worn cable would bring and send away people who are not there."""

    async def scenario(board: RelayBoard, sensor: PresenceSensor) -> None:
        board.noise(stray)
        await becomes(sensor, Presence.GONE)
        heard: list[Presence] = []
        sensor.watch(heard.append)
        board.damage(1)
        board.contact(INPUT, closed=True)
        await becomes(sensor, Presence.NEAR)
        assert heard == [Presence.NEAR]

    play(scenario, RelayBoard.on_tcp())
