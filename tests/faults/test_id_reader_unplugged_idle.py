# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import logging
from pathlib import Path

import pytest

from drivers.contract import DeviceState
from drivers.id_reader import Delays, IdReader
from drivers.id_reader.emulator import Emulator
from drivers.id_reader.invented import LIN_ZHIYUAN
from tests.faults.id_reader_bench import CABLES, QUICK, emulator_on, play
from tests.faults.waiting import PATIENCE, until


@pytest.mark.parametrize("cable", CABLES)
def test_the_reader_comes_and_goes(cable: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The menu would offer card services without a reader, or never offer them again; the log would fill up."""
    caplog.set_level(logging.INFO, "drivers")

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        for _ in range(3):
            await until(reader, DeviceState.ONLINE)
            emulator.unplug()
            await until(reader, DeviceState.NO_DEVICE)
            emulator.plug()
        await until(reader, DeviceState.ONLINE)
        emulator.insert(LIN_ZHIYUAN)
        assert (await reader.read(timeout=PATIENCE)).number == LIN_ZHIYUAN.number

    play(scenario, emulator_on(cable, tmp_path), delays=QUICK)
    assert len(caplog.records) == 7


def test_going_and_coming_back_are_noticed_in_time() -> None:
    """Nobody would learn that the cable is out until the next citizen's card is not read."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        await until(reader, DeviceState.ONLINE)
        emulator.unplug()
        await until(reader, DeviceState.NO_DEVICE)
        emulator.plug()
        await until(reader, DeviceState.ONLINE)

    play(scenario, Emulator.on_tcp(), delays=Delays())


def test_a_cable_pulled_and_put_back_unnoticed_costs_no_reading() -> None:
    """A loose plug would show an error to a citizen although the reader is there again."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        await until(reader, DeviceState.ONLINE)
        emulator.unplug()
        emulator.plug()
        emulator.insert(LIN_ZHIYUAN)
        assert await asyncio.wait_for(reader.read(), PATIENCE)

    play(scenario, Emulator.on_tcp(), delays=Delays(watch=60, probe=60))
