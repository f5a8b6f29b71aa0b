# SPDX-License-Identifier: GPL-3.0-or-later
"""Another program has the card: a second client of the real service, as a desktop's key agent is."""

import asyncio

import pytest
from smartcard import scard  # type: ignore[import-untyped]  # pyscard has no types

from drivers.contract import Action, DeviceState
from drivers.smart_card.contract import CardPresence
from drivers.smart_card.emulator import Emulator
from drivers.social_card import ReaderAbsent, SocialCardReader
from drivers.social_card.emulator import SocialCardChip
from drivers.social_card.invented import LIN_ZHIYUAN
from tests.faults.chip_card_bench import another_program, play, social_card, until_presence
from tests.faults.waiting import PATIENCE, until
from tests.pcsc_site import Site


def test_a_card_that_another_program_holds() -> None:
    """The citizen would be told to lift the card, again and again, while a forgotten program has it."""

    async def scenario(site: Site, emulator: Emulator, reader: SocialCardReader) -> None:
        emulator.insert(SocialCardChip(LIN_ZHIYUAN))
        await until_presence(reader, CardPresence.PRESENT)
        with another_program(scard.SCARD_SHARE_EXCLUSIVE):
            await until(reader, DeviceState.OFFLINE)
            assert reader.status.action is Action.CONFIGURATION
            with pytest.raises(ReaderAbsent) as absent:
                await asyncio.wait_for(reader.read(), PATIENCE)
            assert absent.value.action is Action.CONFIGURATION
        await until(reader, DeviceState.ONLINE)
        assert (await reader.read(timeout=PATIENCE)).number == LIN_ZHIYUAN.number

    play(scenario, social_card())


def test_a_card_in_the_midst_of_another_programs_conversation() -> None:
    """Two programs would answer each other's questions; and one that never ends would hang the terminal."""

    async def scenario(site: Site, emulator: Emulator, reader: SocialCardReader) -> None:
        emulator.insert(SocialCardChip(LIN_ZHIYUAN))
        await until_presence(reader, CardPresence.PRESENT)
        with another_program(scard.SCARD_SHARE_SHARED) as card:
            assert scard.SCardBeginTransaction(card) == scard.SCARD_S_SUCCESS
            with pytest.raises(ReaderAbsent) as absent:
                await asyncio.wait_for(reader.read(), PATIENCE)
            assert absent.value.action is Action.CONFIGURATION
            assert scard.SCardEndTransaction(card, scard.SCARD_LEAVE_CARD) == scard.SCARD_S_SUCCESS
            await until(reader, DeviceState.ONLINE)
            assert (await reader.read(timeout=PATIENCE)).number == LIN_ZHIYUAN.number

    play(scenario, social_card())
