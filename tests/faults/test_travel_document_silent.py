# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.contract import DeviceState
from drivers.smart_card.emulator import Emulator
from drivers.travel_document import ReaderSilent, TravelDocumentReader, parse_mrz
from drivers.travel_document.emulator import AUTHENTICATE, TravelDocumentChip
from drivers.travel_document.invented import PASSPORT
from tests.faults.chip_card_bench import heard, play, travel_document
from tests.faults.waiting import PATIENCE, until
from tests.pcsc_site import Site


def test_a_chip_that_falls_silent() -> None:
    """A document whose chip is dying would hold the page for as long as it lies there."""

    async def scenario(site: Site, emulator: Emulator, reader: TravelDocumentReader) -> None:
        emulator.slow(0.05)
        emulator.insert(TravelDocumentChip(PASSPORT))
        reading = asyncio.create_task(reader.read(parse_mrz(PASSPORT.zone).key))
        await heard(emulator, AUTHENTICATE)
        emulator.mute()
        with pytest.raises(ReaderSilent):
            await asyncio.wait_for(reading, PATIENCE)
        emulator.lift()
        await until(reader, DeviceState.ONLINE)

    play(scenario, travel_document())
