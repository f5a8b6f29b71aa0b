# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import pytest

from drivers.contract import DeviceState
from drivers.lights import Pattern, Place
from drivers.lights.emulator import RelayBoard
from drivers.lights.modbus import ModbusLights
from drivers.modbus_bus import BoardSilent
from tests.faults.lights_bench import CABLES, board_on, play
from tests.faults.waiting import until


@pytest.mark.parametrize("stray", [b"\x00", b"\xff" * 30, b"\x01", b"\x01\x05\x00\x00", b"\x01\x85", bytes(200)])
@pytest.mark.parametrize("cable", CABLES)
def test_stray_bytes_before_each_answer(cable: str, stray: bytes, tmp_path: Path) -> None:
    """A worn cable, or a converter that wakes with a spike, would make the lamps useless."""

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        board.noise(stray)
        await lights.show(Place.CARD_READER, Pattern.CONTINUOUS)
        assert board.lit == {0}

    play(scenario, board_on(cable, tmp_path))


def test_a_damaged_answer_now_and_then() -> None:
    """A lamp would be given up although asking again would do."""

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        board.damage(1)
        await lights.show(Place.CARD_READER, Pattern.CONTINUOUS)
        assert board.lit == {0}
        assert lights.status.usable

    play(scenario, RelayBoard.on_tcp())


def test_nothing_but_damage_counts_as_silence() -> None:
    """A broken line would be tried for ever."""

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        board.damage(10_000)
        with pytest.raises(BoardSilent):
            await lights.show(Place.CARD_READER, Pattern.CONTINUOUS)
        await until(lights, DeviceState.OFFLINE)

    play(scenario, RelayBoard.on_tcp())


def test_a_babbling_line_ends_the_question() -> None:
    """A line that never rests would hold the driver for ever."""

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        board.noise(bytes(5000))
        with pytest.raises(BoardSilent):
            await lights.show(Place.CARD_READER, Pattern.CONTINUOUS)

    play(scenario, RelayBoard.on_tcp())
