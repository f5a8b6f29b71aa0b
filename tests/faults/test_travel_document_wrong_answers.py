# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.smart_card.emulator import ATR_T1, Emulator
from drivers.social_card.emulator import SocialCardChip
from drivers.social_card.invented import LIN_ZHIYUAN
from drivers.travel_document import CardUnreadable, DocumentUnsupported, TravelDocumentReader, WrongCard, parse_mrz
from drivers.travel_document.emulator import READ, TravelDocumentChip
from drivers.travel_document.invented import PASSPORT
from tests.faults.chip_card_bench import play, travel_document
from tests.faults.waiting import PATIENCE
from tests.pcsc_site import Site

KEY = parse_mrz(PASSPORT.zone).key


def test_a_card_of_another_kind() -> None:
    """Somebody with the wrong card in hand would be told that it is broken."""

    async def scenario(site: Site, emulator: Emulator, reader: TravelDocumentReader) -> None:
        emulator.insert(SocialCardChip(LIN_ZHIYUAN, atr=ATR_T1))
        with pytest.raises(WrongCard) as wrong:
            await asyncio.wait_for(reader.read(KEY), PATIENCE)
        assert not isinstance(wrong.value, DocumentUnsupported)

    play(scenario, travel_document())


def test_a_document_that_wants_another_way_in() -> None:
    """The holder of a new passport would type its number again and again."""

    async def scenario(site: Site, emulator: Emulator, reader: TravelDocumentReader) -> None:
        emulator.insert(TravelDocumentChip(PASSPORT, challenges=False))
        with pytest.raises(DocumentUnsupported) as unsupported:
            await asyncio.wait_for(reader.read(KEY), PATIENCE)
        assert unsupported.value.code == 0x6D00

    play(scenario, travel_document())


def test_a_chip_that_drops_the_conversation() -> None:
    """A refusal that is not sealed would be taken for the chip's own word."""

    async def scenario(site: Site, emulator: Emulator, reader: TravelDocumentReader) -> None:
        emulator.insert(TravelDocumentChip(PASSPORT))
        emulator.refuse(READ, 0x6982)
        with pytest.raises(CardUnreadable):
            await asyncio.wait_for(reader.read(KEY), PATIENCE)
        assert reader.status.usable
        emulator.refuse(READ, None)
        assert (await reader.read(KEY, timeout=PATIENCE)).mrz.given_names == "ZHIYUAN"

    play(scenario, travel_document())
