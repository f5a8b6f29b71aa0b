# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.contract import Action, DeviceState
from drivers.smart_card.emulator import Emulator
from drivers.travel_document import ReaderAbsent, TravelDocumentReader
from drivers.travel_document.emulator import READ, TravelDocumentChip
from drivers.travel_document.invented import PASSPORT
from drivers.travel_document.mrz import parse_mrz
from tests.faults.chip_card_bench import (
    heard,
    play,
    travel_document,
)
from tests.faults.waiting import PATIENCE, until
from tests.pcsc_site import Site

KEY = parse_mrz(PASSPORT.zone).key


def test_reader_gone_while_a_document_is_waited_for() -> None:
    """The page would go on asking for a document for ever."""

    async def scenario(site: Site, emulator: Emulator, reader: TravelDocumentReader) -> None:
        reading = asyncio.create_task(reader.read(KEY))
        await until(reader, DeviceState.BUSY)
        site.unplug()
        site.end()
        with pytest.raises(ReaderAbsent) as absent:
            await asyncio.wait_for(reading, PATIENCE)
        assert absent.value.action is Action.MAINTENANCE
        site.plug()
        site.start()
        await until(reader, DeviceState.ONLINE)
        emulator.insert(TravelDocumentChip(PASSPORT))
        assert (await reader.read(KEY, timeout=PATIENCE)).mrz.number == PASSPORT.number

    play(scenario, travel_document())


def test_reader_gone_in_the_midst_of_a_document() -> None:
    """The citizen would be told to lay the passport down again, on a reader that is not there."""

    async def scenario(site: Site, emulator: Emulator, reader: TravelDocumentReader) -> None:
        emulator.slow(0.1)
        emulator.insert(TravelDocumentChip(PASSPORT))
        reading = asyncio.create_task(reader.read(KEY))
        await heard(emulator, READ)
        site.unplug()
        site.kill()
        with pytest.raises(ReaderAbsent):
            await asyncio.wait_for(reading, PATIENCE)
        assert reader.status.state is DeviceState.NO_DEVICE

    play(scenario, travel_document())
