# SPDX-License-Identifier: GPL-3.0-or-later

import pytest

from drivers.contract import Action, DeviceState
from drivers.smart_card.emulator import Emulator
from drivers.social_card import ReaderAbsent, SocialCardReader
from tests.faults.chip_card_bench import no_right_to_the_service, play, social_card
from tests.faults.waiting import until
from tests.pcsc_site import Site


def test_a_service_without_the_right_to_it() -> None:
    """The technician would look for a cable while the kiosk's user lacks a right."""

    async def scenario(site: Site, emulator: Emulator, reader: SocialCardReader) -> None:
        site.start()
        with no_right_to_the_service():
            await until(reader, DeviceState.OFFLINE)
            assert reader.status.action is Action.CONFIGURATION
            with pytest.raises(ReaderAbsent) as absent:
                await reader.read()
            assert absent.value.action is Action.CONFIGURATION
        await until(reader, DeviceState.ONLINE)

    play(scenario, social_card(), running=False)
