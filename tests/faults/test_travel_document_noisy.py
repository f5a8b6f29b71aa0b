# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.smart_card.emulator import Emulator
from drivers.travel_document import CardUnreadable, TravelDocumentReader, parse_mrz
from drivers.travel_document.emulator import TravelDocumentChip
from drivers.travel_document.invented import PASSPORT
from tests.faults.chip_card_bench import play, travel_document
from tests.faults.waiting import PATIENCE
from tests.pcsc_site import Site

KEY = parse_mrz(PASSPORT.zone).key


def test_damaged_and_forged_answers() -> None:
    """A document that lies badly would end the visit; or somebody between chip and reader could change what is read."""

    async def scenario(site: Site, emulator: Emulator, reader: TravelDocumentReader) -> None:
        chip = TravelDocumentChip(PASSPORT)
        emulator.insert(chip)
        emulator.damage(1)
        with pytest.raises(CardUnreadable):
            await asyncio.wait_for(reader.read(KEY), PATIENCE)
        chip.forges = True
        with pytest.raises(CardUnreadable):
            await asyncio.wait_for(reader.read(KEY), PATIENCE)
        chip.forges = False
        assert (await reader.read(KEY, timeout=PATIENCE)).mrz.number == PASSPORT.number

    play(scenario, travel_document())
