# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.contract import DeviceState, TimedOut
from drivers.smart_card.emulator import Emulator
from drivers.social_card import Delays, SocialCardReader
from drivers.social_card.emulator import READ_RECORD, SocialCardChip
from drivers.social_card.invented import LIN_ZHIYUAN
from tests.faults.chip_card_bench import heard, play, social_card
from tests.faults.waiting import PATIENCE, until
from tests.pcsc_site import Site


def test_a_slow_card_is_read_to_its_end() -> None:
    """An old card would be given up half-read when the page's time runs out."""

    async def scenario(site: Site, emulator: Emulator, reader: SocialCardReader) -> None:
        emulator.slow(0.04)
        emulator.insert(SocialCardChip(LIN_ZHIYUAN))
        card = await reader.read(timeout=0.6)  # found after 0.4 s; the reading takes longer than what is left
        assert card.number == LIN_ZHIYUAN.number

    play(scenario, social_card(Delays()))


def test_no_card_in_time() -> None:
    """A page whose time has run out would keep the reader from the next one."""

    async def scenario(site: Site, emulator: Emulator, reader: SocialCardReader) -> None:
        with pytest.raises(TimedOut):
            await reader.read(timeout=0.05)
        await until(reader, DeviceState.ONLINE)
        emulator.slow(0.02)
        emulator.insert(SocialCardChip(LIN_ZHIYUAN))
        left = asyncio.create_task(reader.read())
        await heard(emulator, READ_RECORD)
        left.cancel()
        assert (await reader.read(timeout=PATIENCE)).number == LIN_ZHIYUAN.number

    play(scenario, social_card())
