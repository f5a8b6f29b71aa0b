# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.contract import Action, DeviceState
from drivers.smart_card.emulator import Emulator
from drivers.social_card import Delays, ReaderAbsent, SocialCardReader
from drivers.social_card.emulator import READ_RECORD, SocialCardChip
from drivers.social_card.invented import PAN_XUEMEI
from tests.faults.chip_card_bench import heard, play, social_card
from tests.faults.waiting import PATIENCE, until
from tests.pcsc_site import Site


def test_reader_gone_while_a_card_is_waited_for() -> None:
    """The page would go on asking for a card for ever; the promise is a clear word within 3 s."""

    async def scenario(site: Site, emulator: Emulator, reader: SocialCardReader) -> None:
        reading = asyncio.create_task(reader.read())
        await until(reader, DeviceState.BUSY)
        site.unplug()
        site.end()
        with pytest.raises(ReaderAbsent) as absent:
            await asyncio.wait_for(reading, PATIENCE)
        assert absent.value.action is Action.MAINTENANCE
        site.plug()
        site.start()
        await until(reader, DeviceState.ONLINE)
        emulator.insert(SocialCardChip(PAN_XUEMEI))
        assert (await reader.read(timeout=PATIENCE)).nation == "13"

    play(scenario, social_card(Delays()))


def test_reader_gone_in_the_midst_of_a_card() -> None:
    """The citizen would be told to put the card back into a reader that is not there."""

    async def scenario(site: Site, emulator: Emulator, reader: SocialCardReader) -> None:
        emulator.slow(0.1)
        emulator.insert(SocialCardChip(PAN_XUEMEI))
        reading = asyncio.create_task(reader.read())
        await heard(emulator, READ_RECORD)
        site.unplug()
        site.kill()
        with pytest.raises(ReaderAbsent):
            await asyncio.wait_for(reading, PATIENCE)
        assert reader.status.state is DeviceState.NO_DEVICE

    play(scenario, social_card())
