# SPDX-License-Identifier: GPL-3.0-or-later


from drivers.contract import Action, DeviceState
from drivers.smart_card.contract import CardPresence
from drivers.smart_card.emulator import Emulator
from drivers.travel_document import TravelDocumentReader
from drivers.travel_document.emulator import TravelDocumentChip
from drivers.travel_document.invented import PASSPORT
from drivers.travel_document.mrz import parse_mrz
from tests.faults.chip_card_bench import play, travel_document, until_presence
from tests.faults.waiting import PATIENCE, until
from tests.pcsc_site import Site

KEY = parse_mrz(PASSPORT.zone).key


def test_reader_gone_while_nobody_reads() -> None:
    """A terminal would offer what it cannot do, or think that a passport is still on its reader."""

    async def scenario(site: Site, emulator: Emulator, reader: TravelDocumentReader) -> None:
        emulator.insert(TravelDocumentChip(PASSPORT))
        await until_presence(reader, CardPresence.PRESENT)
        site.unplug()
        site.end()
        site.start()
        await until(reader, DeviceState.NO_DEVICE)
        assert reader.status.action is Action.MAINTENANCE
        assert reader.presence is CardPresence.UNKNOWN
        site.plug()
        site.end()
        site.start()
        await until(reader, DeviceState.ONLINE)
        assert (await reader.read(KEY, timeout=PATIENCE)).mrz.number == PASSPORT.number

    play(scenario, travel_document())
