# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.smart_card.emulator import Emulator
from drivers.social_card import CardUnreadable, SocialCardReader
from drivers.social_card.emulator import SocialCardChip
from drivers.social_card.invented import LIN_ZHIYUAN
from tests.faults.chip_card_bench import play, social_card
from tests.faults.waiting import PATIENCE
from tests.pcsc_site import Site


def test_damaged_answers() -> None:
    """A dirty contact would end the visit, where wiping the card would do."""

    async def scenario(site: Site, emulator: Emulator, reader: SocialCardReader) -> None:
        emulator.insert(SocialCardChip(LIN_ZHIYUAN))
        emulator.damage(1)
        with pytest.raises(CardUnreadable):
            await asyncio.wait_for(reader.read(), PATIENCE)
        assert reader.status.usable
        assert (await reader.read(timeout=PATIENCE)).number == LIN_ZHIYUAN.number

    play(scenario, social_card())


def test_a_first_word_that_is_none() -> None:
    """A card put in the wrong way round, or a foreign object, would be taken for a broken reader."""

    async def scenario(site: Site, emulator: Emulator, reader: SocialCardReader) -> None:
        emulator.insert(SocialCardChip(LIN_ZHIYUAN, atr=b"\xff\xff\xff\xff\xff"))
        with pytest.raises(CardUnreadable):
            await asyncio.wait_for(reader.read(), PATIENCE)
        assert reader.status.usable

    play(scenario, social_card())
