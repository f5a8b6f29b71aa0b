# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.contract import Action, DeviceState
from drivers.smart_card.emulator import Emulator
from drivers.travel_document import Integrity, ReaderAbsent, TravelDocumentReader, parse_mrz
from drivers.travel_document.emulator import TravelDocumentChip
from drivers.travel_document.invented import PASSPORT
from tests.faults.chip_card_bench import play, travel_document
from tests.faults.waiting import PATIENCE, until
from tests.pcsc_site import Site


def test_no_service_at_start() -> None:
    """A terminal whose card service starts late would never read a passport until somebody restarts it."""

    async def scenario(site: Site, emulator: Emulator, reader: TravelDocumentReader) -> None:
        key = parse_mrz(PASSPORT.zone).key
        assert reader.status.state is DeviceState.NO_DEVICE
        with pytest.raises(ReaderAbsent) as absent:
            await asyncio.wait_for(reader.read(key), PATIENCE)
        assert absent.value.action is Action.MAINTENANCE
        site.start()
        await until(reader, DeviceState.ONLINE)
        emulator.insert(TravelDocumentChip(PASSPORT))
        document = await reader.read(key, portrait=True, timeout=PATIENCE)
        assert document.details.full_name == PASSPORT.full_name
        assert document.integrity is Integrity.CONSISTENT
        assert document.portrait is not None
        assert document.portrait.data == PASSPORT.picture

    play(scenario, travel_document(), running=False)
