# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import signal

import pytest

from drivers.attachment import Pace
from drivers.contract import DeviceState
from drivers.smart_card.emulator import Emulator
from drivers.social_card import Delays, ReaderAbsent, SocialCardReader
from drivers.social_card.emulator import READ_RECORD, SocialCardChip
from drivers.social_card.invented import LIN_ZHIYUAN
from tests.faults.chip_card_bench import heard, play, social_card
from tests.faults.waiting import PATIENCE, until
from tests.pcsc_site import Site


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_restarted_while_nobody_reads(ending: signal.Signals) -> None:
    """After an update of the card service no card would be read until the terminal is restarted."""

    async def scenario(site: Site, emulator: Emulator, reader: SocialCardReader) -> None:
        for _ in range(3):
            (site.end if ending is signal.SIGTERM else site.kill)()
            await until(reader, DeviceState.NO_DEVICE)
            site.start()
            await until(reader, DeviceState.ONLINE)

    play(scenario, social_card())


def test_restarted_between_two_looks() -> None:
    """The first citizen after a restart would get an error, and only the second a service."""

    async def scenario(site: Site, emulator: Emulator, reader: SocialCardReader) -> None:
        site.kill()
        site.start()
        emulator.insert(SocialCardChip(LIN_ZHIYUAN))
        assert (await reader.read(timeout=PATIENCE)).number == LIN_ZHIYUAN.number

    play(scenario, social_card(Delays(pace=Pace(look=30))))


def test_restarted_in_the_midst_of_a_card() -> None:
    """Half a card would be taken for a whole one, or the reading would hang."""

    async def scenario(site: Site, emulator: Emulator, reader: SocialCardReader) -> None:
        emulator.slow(0.1)
        emulator.insert(SocialCardChip(LIN_ZHIYUAN))
        reading = asyncio.create_task(reader.read())
        await heard(emulator, READ_RECORD)
        site.kill()
        with pytest.raises(ReaderAbsent):
            await asyncio.wait_for(reading, PATIENCE)
        emulator.slow(0)
        site.start()
        await until(reader, DeviceState.ONLINE)
        assert (await reader.read(timeout=PATIENCE)).number == LIN_ZHIYUAN.number

    play(scenario, social_card())
