# SPDX-License-Identifier: GPL-3.0-or-later
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.lights import Pattern, Place
from drivers.lights.emulator import RelayBoard
from drivers.lights.modbus import ModbusLights
from tests.faults.lights_bench import SHORT, board_on, play


@pytest.mark.parametrize(("cable", "pause"), [("tcp", 0.0), ("pty", 0.0), ("tcp", 0.005)])
def test_answers_in_single_bytes(cable: str, pause: float, tmp_path: Path) -> None:
    """A converter that hands on byte by byte, with pauses that the protocol forbids, would make every lamp fail."""

    async def scenario(board: RelayBoard, lights: ModbusLights) -> None:
        board.split()
        board.slow(per_byte=pause)
        await lights.show(Place.CARD_READER, Pattern.CONTINUOUS)
        await lights.show(Place.RECEIPT_PRINTER, Pattern.CONTINUOUS)
        assert board.lit == {0, 1}

    play(scenario, board_on(cable, tmp_path), limits=replace(SHORT, answer=3.0))
