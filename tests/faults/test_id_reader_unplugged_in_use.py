# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from pathlib import Path

import pytest

from drivers.contract import Action, DeviceState
from drivers.id_reader import IdReader, ReaderAbsent
from drivers.id_reader.emulator import FIND, READ, Emulator
from drivers.id_reader.invented import PAN_XUEMEI
from tests.faults.id_reader_bench import CABLES, emulator_on, heard, play
from tests.faults.waiting import PATIENCE, until


@pytest.mark.parametrize("cable", CABLES)
def test_unplugged_while_a_card_is_waited_for(cable: str, tmp_path: Path) -> None:
    """The page would go on asking for a card for ever; the promise is a clear word within 3 s."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        reading = asyncio.create_task(reader.read())
        await heard(emulator, FIND)
        emulator.unplug()
        with pytest.raises(ReaderAbsent) as absent:
            await asyncio.wait_for(reading, PATIENCE)
        assert absent.value.action is Action.MAINTENANCE
        assert reader.status.state is DeviceState.NO_DEVICE
        emulator.plug()
        emulator.insert(PAN_XUEMEI)
        await until(reader, DeviceState.ONLINE)
        assert (await reader.read(timeout=PATIENCE)).nation == "13"

    play(scenario, emulator_on(cable, tmp_path))


@pytest.mark.parametrize("cable", CABLES)
def test_unplugged_in_the_midst_of_an_answer(cable: str, tmp_path: Path) -> None:
    """Half a card's text would be taken for an answer, or the visit would hang."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.slow(per_byte=0.002)
        emulator.insert(PAN_XUEMEI)
        reading = asyncio.create_task(reader.read())
        await heard(emulator, READ)
        emulator.unplug()
        with pytest.raises(ReaderAbsent):
            await asyncio.wait_for(reading, PATIENCE)
        emulator.slow()
        emulator.plug()
        await until(reader, DeviceState.ONLINE)
        assert (await reader.read(timeout=PATIENCE)).name == PAN_XUEMEI.name

    play(scenario, emulator_on(cable, tmp_path))
