# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.contract import Action, DeviceState
from drivers.smart_card.contract import CardPresence
from drivers.smart_card.emulator import Emulator
from drivers.social_card import CardUnreadable, SocialCardReader
from drivers.social_card.emulator import SocialCardChip
from drivers.social_card.invented import CHEN_GUIYING
from tests.faults.chip_card_bench import play, social_card
from tests.faults.waiting import PATIENCE
from tests.pcsc_site import Site


def test_a_card_pulled_too_early() -> None:
    """Half a card would be taken for a whole one, or the page would not say that the card must be put back."""

    async def scenario(site: Site, emulator: Emulator, reader: SocialCardReader) -> None:
        emulator.lift_mid_reading(after=9)
        emulator.insert(SocialCardChip(CHEN_GUIYING))
        with pytest.raises(CardUnreadable) as unreadable:
            await asyncio.wait_for(reader.read(), PATIENCE)
        assert unreadable.value.state is DeviceState.USER_ERROR
        assert unreadable.value.action is Action.CLEAR
        assert reader.status.usable
        assert reader.presence is CardPresence.ABSENT
        emulator.insert(SocialCardChip(CHEN_GUIYING))
        assert (await reader.read(timeout=PATIENCE)).number == CHEN_GUIYING.number

    play(scenario, social_card())
