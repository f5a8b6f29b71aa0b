# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.contract import DeviceState
from drivers.id_reader import IdReader, ReaderAbsent
from drivers.id_reader.emulator import FIND, Emulator
from drivers.id_reader.emulator.usb import UsbCable
from drivers.id_reader.invented import CHEN_GUIYING
from tests.faults.id_reader_bench import heard, play
from tests.faults.waiting import PATIENCE, until


@pytest.mark.parametrize("endpoint", [0x81, 0x85])
def test_an_end_point_that_halts(endpoint: int) -> None:
    """A reader on USB that halts once would be lost until somebody pulls its cable."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        cable = emulator.wire.cable
        assert isinstance(cable, UsbCable)
        await until(reader, DeviceState.ONLINE)
        reading = asyncio.create_task(reader.read())
        await heard(emulator, FIND)
        cable.stall(endpoint)
        with pytest.raises(ReaderAbsent):
            await asyncio.wait_for(reading, PATIENCE)
        await until(reader, DeviceState.ONLINE)
        emulator.insert(CHEN_GUIYING)
        assert (await reader.read(timeout=PATIENCE)).name == CHEN_GUIYING.name

    play(scenario, Emulator.on_usb())
