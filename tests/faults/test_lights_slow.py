# SPDX-License-Identifier: GPL-3.0-or-later
from drivers.lights import Light, Pattern, Place
from drivers.lights.emulator import READ_COILS, RelayBoard
from drivers.lights.modbus import ModbusLights
from tests.faults.lights_bench import SHORT, asked, play, shines


def test_a_slow_board_is_waited_for() -> None:
    """A board behind a slow network would be called dead."""

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        board.slow(answer_after=0.1)
        await lights.show(Place.CARD_READER, Pattern.CONTINUOUS)
        assert board.lit == {0}

    play(scenario, RelayBoard.on_tcp())


def test_answers_later_than_their_limit_are_not_taken_for_others() -> None:
    """After one late answer every command would get the one before it, and a dark lamp would count as lit."""

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        board.slow(answer_after=SHORT.answer * 1.2)
        await asked(board, READ_COILS)
        board.slow()
        await asked(board, READ_COILS)
        await lights.show(Place.SCANNER, Pattern.CONTINUOUS)
        await lights.show(Place.CARD_READER, Pattern.CONTINUOUS)
        await shines(board, 0, 3)
        assert lights.shown == {
            Place.SCANNER: Light(Pattern.CONTINUOUS),
            Place.CARD_READER: Light(Pattern.CONTINUOUS),
        }

    play(scenario, RelayBoard.on_tcp())
