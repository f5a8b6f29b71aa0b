# SPDX-License-Identifier: GPL-3.0-or-later
from drivers.smart_card.emulator import Emulator
from drivers.travel_document import TravelDocumentReader, parse_mrz
from drivers.travel_document.emulator import TravelDocumentChip
from drivers.travel_document.invented import PASSPORT
from tests.faults.chip_card_bench import play, travel_document
from tests.pcsc_site import Site


def test_a_slow_chip_is_read_to_its_end() -> None:
    """An old passport would be given up half-read when the page's time runs out."""

    async def scenario(site: Site, emulator: Emulator, reader: TravelDocumentReader) -> None:
        emulator.slow(0.03)
        emulator.insert(TravelDocumentChip(PASSPORT))
        document = await reader.read(parse_mrz(PASSPORT.zone).key, timeout=0.7)  # found after 0.4 s
        assert document.mrz.number == PASSPORT.number

    play(scenario, travel_document())
