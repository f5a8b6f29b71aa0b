# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import logging
from pathlib import Path

import pytest

from drivers.contract import Action, DeviceState
from drivers.id_reader import ReaderAbsent
from drivers.id_reader.invented import CHEN_GUIYING
from drivers.id_reader.sdt import SdtReader
from tests.faults.id_reader_bench import CABLES, emulator_on, reader_at
from tests.faults.waiting import PATIENCE, until


@pytest.mark.parametrize("cable", CABLES)
def test_a_reader_that_comes_later_serves(cable: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A terminal switched on before its reader would not read cards until somebody restarts it."""
    caplog.set_level(logging.INFO, "drivers")
    emulator = emulator_on(cable, tmp_path)

    async def scenario() -> None:
        reader = reader_at(emulator)
        await reader.start()
        try:
            assert reader.status.state is DeviceState.NO_DEVICE
            assert reader.status.action is Action.MAINTENANCE
            for _ in range(3):
                with pytest.raises(ReaderAbsent) as absent:
                    await reader.read()
                assert absent.value.state is DeviceState.NO_DEVICE
            emulator.plug()
            await until(reader, DeviceState.ONLINE)
            emulator.insert(CHEN_GUIYING)
            assert (await reader.read(timeout=PATIENCE)).name == CHEN_GUIYING.name
        finally:
            await reader.close()

    with emulator:
        emulator.unplug()
        asyncio.run(scenario())
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == 2, lines
    assert "lost" in lines[0]
    assert "there" in lines[1]


def test_the_missing_reader_is_told_at_once() -> None:
    """The citizen would stand before a page that waits for a card which no reader can see."""

    async def scenario() -> None:
        reader = SdtReader(port="/dev/no-such-port")
        await reader.start()
        with pytest.raises(ReaderAbsent):
            await asyncio.wait_for(reader.read(), PATIENCE)
        await reader.close()
        assert reader.status.state is DeviceState.UNKNOWN

    asyncio.run(scenario())
