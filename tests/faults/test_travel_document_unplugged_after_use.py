# SPDX-License-Identifier: GPL-3.0-or-later

import pytest

from drivers.contract import DeviceState
from drivers.smart_card.emulator import Emulator
from drivers.travel_document import ReaderAbsent, TravelDocumentReader
from drivers.travel_document.emulator import TravelDocumentChip
from drivers.travel_document.invented import PASSPORT
from drivers.travel_document.mrz import parse_mrz
from tests.faults.chip_card_bench import play, travel_document
from tests.faults.waiting import PATIENCE, until
from tests.pcsc_site import Site

KEY = parse_mrz(PASSPORT.zone).key


def test_reader_gone_after_a_document() -> None:
    """Somebody who waits for the passport to be taken would wait for ever."""

    async def scenario(site: Site, emulator: Emulator, reader: TravelDocumentReader) -> None:
        emulator.insert(TravelDocumentChip(PASSPORT))
        document = await reader.read(KEY, timeout=PATIENCE)
        site.end()
        with pytest.raises(ReaderAbsent):
            await reader.taken(timeout=PATIENCE)
        assert document.mrz.number == PASSPORT.number
        site.start()
        await until(reader, DeviceState.ONLINE)
        emulator.lift()
        await reader.taken(timeout=PATIENCE)

    play(scenario, travel_document())
