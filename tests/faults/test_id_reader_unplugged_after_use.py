# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import pytest

from drivers.contract import DeviceState
from drivers.id_reader import IdReader, ReaderAbsent
from drivers.id_reader.emulator import Emulator
from drivers.id_reader.invented import CHEN_GUIYING, LIN_ZHIYUAN
from tests.faults.id_reader_bench import CABLES, emulator_on, play
from tests.faults.waiting import PATIENCE, until


@pytest.mark.parametrize("cable", CABLES)
def test_unplugged_after_a_reading(cable: str, tmp_path: Path) -> None:
    """The next citizen would get the one before, or no service at all."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.insert(CHEN_GUIYING)
        first = await reader.read(timeout=PATIENCE)
        emulator.unplug()
        with pytest.raises(ReaderAbsent):
            await reader.read(timeout=PATIENCE)
        emulator.insert(LIN_ZHIYUAN)
        emulator.plug()
        await until(reader, DeviceState.ONLINE)
        second = await reader.read(timeout=PATIENCE)
        assert (first.number, second.number) == (CHEN_GUIYING.number, LIN_ZHIYUAN.number)

    play(scenario, emulator_on(cable, tmp_path))
