# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.smart_card.emulator import Emulator
from drivers.travel_document import DocumentAltered, Integrity, TravelDocumentReader, parse_mrz
from drivers.travel_document.emulator import TravelDocumentChip
from drivers.travel_document.invented import PASSPORT, PERMIT_OF_HONG_KONG
from tests.faults.chip_card_bench import play, travel_document
from tests.faults.waiting import PATIENCE
from tests.pcsc_site import Site


def test_data_that_is_not_what_was_signed() -> None:
    """A chip with another name in it would be taken for its owner's."""

    async def scenario(site: Site, emulator: Emulator, reader: TravelDocumentReader) -> None:
        key = parse_mrz(PASSPORT.zone).key
        chip = TravelDocumentChip(PASSPORT)
        chip.files[0x010B] = TravelDocumentChip(PERMIT_OF_HONG_KONG).files[0x010B]
        emulator.insert(chip)
        with pytest.raises(DocumentAltered):
            await asyncio.wait_for(reader.read(key), PATIENCE)
        assert reader.status.usable
        chip.files = TravelDocumentChip(PERMIT_OF_HONG_KONG).files  # whole and consistent, but not what is printed
        with pytest.raises(DocumentAltered):
            await asyncio.wait_for(reader.read(key), PATIENCE)

    play(scenario, travel_document())


@pytest.mark.parametrize("digest", [None, "none"])
def test_nothing_to_compare_with(digest: str | None) -> None:
    """What nobody has checked would pass as checked."""

    async def scenario(site: Site, emulator: Emulator, reader: TravelDocumentReader) -> None:
        emulator.insert(TravelDocumentChip(PASSPORT, digest=digest))
        document = await reader.read(parse_mrz(PASSPORT.zone).key, timeout=PATIENCE)
        assert document.integrity is Integrity.UNVERIFIED

    play(scenario, travel_document())
