# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.contract import DeviceState
from drivers.smart_card.emulator import Emulator
from drivers.travel_document import ReaderAbsent, TravelDocumentReader, parse_mrz
from drivers.travel_document.emulator import READ, TravelDocumentChip
from drivers.travel_document.invented import PASSPORT
from tests.faults.chip_card_bench import heard, play, travel_document
from tests.faults.waiting import PATIENCE, until
from tests.pcsc_site import Site


def test_killed_in_the_midst_of_a_document() -> None:
    """Half a document would be taken for a whole one, or the reading would hang."""

    async def scenario(site: Site, emulator: Emulator, reader: TravelDocumentReader) -> None:
        key = parse_mrz(PASSPORT.zone).key
        emulator.slow(0.05)
        emulator.insert(TravelDocumentChip(PASSPORT))
        reading = asyncio.create_task(reader.read(key))
        await heard(emulator, READ)
        site.kill()
        with pytest.raises(ReaderAbsent):
            await asyncio.wait_for(reading, PATIENCE)
        emulator.slow(0)
        site.start()
        await until(reader, DeviceState.ONLINE)
        assert (await reader.read(key, timeout=PATIENCE)).mrz.number == PASSPORT.number

    play(scenario, travel_document())
