# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import pytest

from drivers.id_reader import Delays, IdReader
from drivers.id_reader.emulator import Emulator
from drivers.id_reader.invented import CHEN_GUIYING
from tests.faults.id_reader_bench import emulator_on, play
from tests.faults.waiting import PATIENCE


@pytest.mark.parametrize(("cable", "pause"), [("tcp", 0.0), ("pty", 0.0), ("usb", 0.0), ("tcp", 0.0003)])
def test_answers_in_single_bytes(cable: str, pause: float, tmp_path: Path) -> None:
    """A USB converter that hands on byte by byte would make every reading fail."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.split()
        emulator.slow(per_byte=pause)
        emulator.insert(CHEN_GUIYING)
        card = await reader.read(timeout=PATIENCE)
        assert card.number == CHEN_GUIYING.number
        assert card.photo == CHEN_GUIYING.photo

    play(scenario, emulator_on(cable, tmp_path), delays=Delays())
