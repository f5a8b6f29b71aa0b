# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.contract import Action
from drivers.smart_card.emulator import ATR_BUS_CARD, Emulator
from drivers.social_card import CardUnreadable, SocialCardReader, WrongCard
from drivers.social_card.emulator import SELECT, SocialCardChip
from drivers.social_card.invented import LIN_ZHIYUAN
from tests.faults.chip_card_bench import play, social_card
from tests.faults.waiting import PATIENCE
from tests.pcsc_site import Site


def test_a_card_without_a_processor() -> None:
    """A citizen with the wrong card in hand would be told that the card is broken."""

    async def scenario(site: Site, emulator: Emulator, reader: SocialCardReader) -> None:
        emulator.insert(SocialCardChip(LIN_ZHIYUAN, atr=ATR_BUS_CARD))
        with pytest.raises(WrongCard) as wrong:
            await asyncio.wait_for(reader.read(), PATIENCE)
        assert wrong.value.action is Action.CLEAR
        assert reader.status.usable

    play(scenario, social_card())


def test_records_that_make_no_sense() -> None:
    """A form would be filled in with somebody's half name, or a day that is none.

    Without a name the card is of no use; without a day it is, and no putting in again would mend it.
    """

    async def scenario(site: Site, emulator: Emulator, reader: SocialCardReader) -> None:
        chip = SocialCardChip(LIN_ZHIYUAN)
        chip.replace(0x0D, b"\x19\x89\x13\x40")
        emulator.insert(chip)
        card = await asyncio.wait_for(reader.read(), PATIENCE)
        assert (card.name, card.birth) == (LIN_ZHIYUAN.name, None)
        emulator.lift()
        await reader.taken(timeout=PATIENCE)
        chip.replace(0x09, b"\xc1\xd6\xd6")
        emulator.insert(chip)
        with pytest.raises(CardUnreadable) as unreadable:
            await asyncio.wait_for(reader.read(), PATIENCE)
        assert LIN_ZHIYUAN.number not in str(unreadable.value)
        assert reader.status.usable

    play(scenario, social_card())


def test_a_bank_card_and_a_blocked_card() -> None:
    """A card that its issuer has locked would be read as if it were valid."""

    async def scenario(site: Site, emulator: Emulator, reader: SocialCardReader) -> None:
        emulator.insert(SocialCardChip(LIN_ZHIYUAN))
        emulator.refuse(SELECT + b"\x04", 0x6A82)
        with pytest.raises(WrongCard) as wrong:
            await asyncio.wait_for(reader.read(), PATIENCE)
        assert wrong.value.code == 0x6A82
        emulator.refuse(SELECT + b"\x04", 0x6283)
        with pytest.raises(CardUnreadable) as unreadable:
            await asyncio.wait_for(reader.read(), PATIENCE)
        assert unreadable.value.code == 0x6283
        assert not isinstance(unreadable.value, WrongCard)

    play(scenario, social_card())
