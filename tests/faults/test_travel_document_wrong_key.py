# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.contract import Action
from drivers.smart_card.emulator import Emulator
from drivers.travel_document import AccessKey, AccessRefused, TravelDocumentReader, parse_mrz
from drivers.travel_document.emulator import TravelDocumentChip
from drivers.travel_document.invented import PASSPORT, PERMIT_OF_HONG_KONG
from tests.faults.chip_card_bench import play, travel_document
from tests.faults.waiting import PATIENCE
from tests.pcsc_site import Site


def test_a_key_of_another_document() -> None:
    """A mistyped number would look like a broken passport; or one person's number open another's."""

    async def scenario(site: Site, emulator: Emulator, reader: TravelDocumentReader) -> None:
        emulator.insert(TravelDocumentChip(PASSPORT))
        for key in (parse_mrz(PERMIT_OF_HONG_KONG.zone).key, AccessKey("E00000001", "891124", "310909")):
            with pytest.raises(AccessRefused) as refused:
                await asyncio.wait_for(reader.read(key), PATIENCE)
            assert refused.value.code == 0x6300
            assert refused.value.action is Action.CLEAR
            assert PASSPORT.number not in str(refused.value)
        assert (await reader.read(parse_mrz(PASSPORT.zone).key, timeout=PATIENCE)).mrz.surname == "LIN"

    play(scenario, travel_document())
