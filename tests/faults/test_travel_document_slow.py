# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from dataclasses import replace

import pytest

from drivers.contract import DeviceState
from drivers.smart_card.emulator import Emulator
from drivers.travel_document import CardUnreadable, TravelDocumentReader, parse_mrz
from drivers.travel_document.emulator import AUTHENTICATE, TravelDocumentChip
from drivers.travel_document.invented import PASSPORT
from tests.faults.chip_card_bench import QUICK, heard, play, travel_document
from tests.faults.waiting import PATIENCE, free_at_once, until
from tests.pcsc_site import Site


def test_a_slow_chip_is_read_to_its_end() -> None:
    """An old passport would be given up half-read when the page's time runs out."""

    async def scenario(site: Site, emulator: Emulator, reader: TravelDocumentReader) -> None:
        emulator.slow(0.03)
        emulator.insert(TravelDocumentChip(PASSPORT))
        document = await reader.read(parse_mrz(PASSPORT.zone).key, timeout=0.7)  # found after 0.4 s
        assert document.mrz.number == PASSPORT.number

    play(scenario, travel_document())


def test_a_chip_that_never_ends() -> None:
    """A hostile chip could keep the terminal to itself for a day, an answer every few seconds."""

    async def scenario(site: Site, emulator: Emulator, reader: TravelDocumentReader) -> None:
        emulator.slow(0.03)
        emulator.insert(TravelDocumentChip(PASSPORT))
        with pytest.raises(CardUnreadable):
            await asyncio.wait_for(reader.read(parse_mrz(PASSPORT.zone).key), PATIENCE)
        assert reader.status.usable

    play(scenario, travel_document(replace(QUICK, conversation=0.1)))


def test_a_caller_who_goes() -> None:
    """The next person would wait for the end of a reading that nobody wants."""

    async def scenario(site: Site, emulator: Emulator, reader: TravelDocumentReader) -> None:
        emulator.slow(0.1)
        emulator.insert(TravelDocumentChip(PASSPORT))
        reading = asyncio.create_task(reader.read(parse_mrz(PASSPORT.zone).key))
        await heard(emulator, AUTHENTICATE)
        await free_at_once(reading)
        asked = emulator.count(b"")
        await until(reader, DeviceState.ONLINE)
        assert emulator.count(b"") <= asked + 1  # the rest would be some thirty

    play(scenario, travel_document())
