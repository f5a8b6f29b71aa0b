# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.contract import Action
from drivers.smart_card.contract import CardPresence
from drivers.smart_card.emulator import Emulator
from drivers.travel_document import CardUnreadable, TravelDocumentReader, parse_mrz
from drivers.travel_document.emulator import TravelDocumentChip
from drivers.travel_document.invented import PERMIT_OF_HONG_KONG
from tests.faults.chip_card_bench import play, travel_document
from tests.faults.waiting import PATIENCE
from tests.pcsc_site import Site


@pytest.mark.parametrize("after", [2, 12])
def test_a_document_lifted_too_early(after: int) -> None:
    """Half a document would be taken for a whole one, or the page would not say that it must lie still."""

    async def scenario(site: Site, emulator: Emulator, reader: TravelDocumentReader) -> None:
        key = parse_mrz(PERMIT_OF_HONG_KONG.zone).key
        emulator.lift_mid_reading(after)
        emulator.insert(TravelDocumentChip(PERMIT_OF_HONG_KONG))
        with pytest.raises(CardUnreadable) as unreadable:
            await asyncio.wait_for(reader.read(key), PATIENCE)
        assert unreadable.value.action is Action.CLEAR
        assert reader.status.usable
        assert reader.presence is CardPresence.ABSENT
        emulator.insert(TravelDocumentChip(PERMIT_OF_HONG_KONG))
        assert (await reader.read(key, timeout=PATIENCE)).mrz.number == PERMIT_OF_HONG_KONG.number

    play(scenario, travel_document())
