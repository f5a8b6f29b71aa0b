# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.contract import DeviceState
from drivers.smart_card.emulator import Emulator
from drivers.travel_document import ReaderAbsent, TravelDocumentReader
from drivers.travel_document.invented import PASSPORT
from drivers.travel_document.mrz import parse_mrz
from tests.faults.barred_port import MISCONFIGURED
from tests.faults.chip_card_bench import (
    no_right_to_the_service,
    play,
    travel_document,
)
from tests.faults.waiting import PATIENCE, until
from tests.pcsc_site import Site

KEY = parse_mrz(PASSPORT.zone).key


def test_a_service_without_the_right_to_it() -> None:
    """The technician would look for a cable while the kiosk's user lacks a right."""

    async def scenario(site: Site, emulator: Emulator, _: TravelDocumentReader) -> None:
        reader = travel_document()
        with no_right_to_the_service():
            await reader.start()
            assert reader.status == MISCONFIGURED
            with pytest.raises(ReaderAbsent) as absent:
                await asyncio.wait_for(reader.read(KEY), PATIENCE)
            assert absent.value.status == MISCONFIGURED
        await until(reader, DeviceState.ONLINE)
        await reader.close()

    play(scenario, travel_document())
