# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.contract import Action, DeviceState
from drivers.smart_card.contract import CardPresence
from drivers.smart_card.emulator import Emulator
from drivers.social_card import Delays, ReaderAbsent, SocialCardReader
from drivers.social_card.emulator import SocialCardChip
from drivers.social_card.invented import LIN_ZHIYUAN
from tests.faults.chip_card_bench import play, social_card
from tests.faults.waiting import PATIENCE, until
from tests.pcsc_site import Site


def test_no_service_at_start() -> None:
    """A terminal whose card service starts late would never read a card until somebody restarts it."""

    async def scenario(site: Site, emulator: Emulator, reader: SocialCardReader) -> None:
        assert reader.status.state is DeviceState.NO_DEVICE
        assert reader.status.action is Action.MAINTENANCE
        assert reader.presence is CardPresence.UNKNOWN
        with pytest.raises(ReaderAbsent) as absent:
            await asyncio.wait_for(reader.read(), PATIENCE)
        assert absent.value.action is Action.MAINTENANCE
        site.start()
        await until(reader, DeviceState.ONLINE)
        emulator.insert(SocialCardChip(LIN_ZHIYUAN))
        assert (await reader.read(timeout=PATIENCE)).number == LIN_ZHIYUAN.number

    play(scenario, social_card(Delays()), running=False)


def test_no_reader_at_start() -> None:
    """A reader plugged in after the terminal was switched on would be ignored."""

    async def scenario(site: Site, emulator: Emulator, reader: SocialCardReader) -> None:
        site.unplug()
        site.start()
        with pytest.raises(ReaderAbsent):
            await asyncio.wait_for(reader.read(), PATIENCE)
        assert reader.status.state is DeviceState.NO_DEVICE
        site.plug()
        site.end()
        site.start()
        await until(reader, DeviceState.ONLINE)

    play(scenario, social_card(), running=False)
