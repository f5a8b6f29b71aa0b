# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest
from smartcard import scard  # type: ignore[import-untyped]  # pyscard has no types

from drivers.contract import Action, DeviceState
from drivers.smart_card.contract import CardPresence
from drivers.smart_card.emulator import Emulator
from drivers.travel_document import ReaderAbsent, TravelDocumentReader
from drivers.travel_document.emulator import TravelDocumentChip
from drivers.travel_document.invented import PASSPORT
from drivers.travel_document.mrz import parse_mrz
from tests.faults.chip_card_bench import (
    another_program,
    play,
    travel_document,
    until_presence,
)
from tests.faults.waiting import PATIENCE, until
from tests.pcsc_site import Site

KEY = parse_mrz(PASSPORT.zone).key


def test_a_document_that_another_program_holds() -> None:
    """The citizen would be told to lift the passport, again and again, while a forgotten program has it."""

    async def scenario(site: Site, emulator: Emulator, reader: TravelDocumentReader) -> None:
        emulator.insert(TravelDocumentChip(PASSPORT))
        await until_presence(reader, CardPresence.PRESENT)
        with another_program(scard.SCARD_SHARE_EXCLUSIVE):
            await until(reader, DeviceState.OFFLINE)
            assert reader.status.action is Action.CONFIGURATION
            with pytest.raises(ReaderAbsent) as absent:
                await asyncio.wait_for(reader.read(KEY), PATIENCE)
            assert absent.value.action is Action.CONFIGURATION
        await until(reader, DeviceState.ONLINE)
        assert (await reader.read(KEY, timeout=PATIENCE)).mrz.number == PASSPORT.number

    play(scenario, travel_document())
