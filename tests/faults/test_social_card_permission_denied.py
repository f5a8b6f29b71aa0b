# SPDX-License-Identifier: GPL-3.0-or-later

import asyncio

import pytest

from drivers.contract import DeviceState
from drivers.smart_card.emulator import Emulator
from drivers.social_card import ReaderAbsent, SocialCardReader
from tests.faults.barred_port import MISCONFIGURED
from tests.faults.chip_card_bench import no_right_to_the_service, play, social_card
from tests.faults.waiting import PATIENCE, until
from tests.pcsc_site import Site


def test_a_service_without_the_right_to_it() -> None:
    """The technician would look for a cable while the kiosk's user lacks a right."""

    async def scenario(site: Site, emulator: Emulator, _: SocialCardReader) -> None:
        reader = social_card()
        with no_right_to_the_service():
            await reader.start()
            assert reader.status == MISCONFIGURED
            with pytest.raises(ReaderAbsent) as absent:
                await asyncio.wait_for(reader.read(), PATIENCE)
            assert absent.value.status == MISCONFIGURED
        await until(reader, DeviceState.ONLINE)
        await reader.close()

    play(scenario, social_card())
