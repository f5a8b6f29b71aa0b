# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import pytest

from drivers.lights import Pattern, Place
from drivers.lights.emulator import READ_COILS, WRITE_COILS, RelayBoard
from drivers.lights.modbus import ModbusLights
from tests.faults.lights_bench import CABLES, asked, board_on, play, shines


@pytest.mark.parametrize("cable", CABLES)
def test_a_board_that_comes_back_dark_without_a_word(cable: str, tmp_path: Path) -> None:
    """The converter is fed by USB and the board by another plug: the lamp would stay dark though all seems well."""

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        await lights.show(Place.CARD_READER, Pattern.CONTINUOUS)
        await lights.show(Place.SCANNER, Pattern.CONTINUOUS)
        board.lose_power()
        await shines(board, 0, 3)

    play(scenario, board_on(cable, tmp_path))


def test_a_relay_switched_by_hand_is_set_right() -> None:
    """A lamp would point at the wrong slot until the next visit."""

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        board.switch_by_hand(1, on=True)
        await shines(board)

    play(scenario, RelayBoard.on_tcp())


def test_a_board_that_cannot_tell_its_relays() -> None:
    """A cheap board without function 01 would count as broken, or stay dark after it lost its power."""
    board = RelayBoard.on_tcp()
    board._refused[READ_COILS] = 1

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        assert lights.status.usable
        await lights.show(Place.CARD_READER, Pattern.CONTINUOUS)
        await shines(board, 0)
        await asked(board, WRITE_COILS)
        board.lose_power()
        await shines(board, 0)
        assert board.count(READ_COILS) == 1

    play(scenario, board)
