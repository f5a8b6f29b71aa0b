# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import time

import pytest

from drivers.contract import Action, DeviceState
from drivers.smart_card.emulator import Emulator
from drivers.social_card import Delays, ReaderSilent, SocialCardReader
from drivers.social_card.emulator import READ_RECORD, SocialCardChip
from drivers.social_card.invented import LIN_ZHIYUAN
from tests.faults.chip_card_bench import QUICK, heard, play, social_card
from tests.faults.waiting import PATIENCE, free_at_once, until
from tests.pcsc_site import Site


def test_service_that_hangs_while_a_card_is_waited_for() -> None:
    """The page would wait for ever; the promise is a clear word within 3 s, and a way back."""

    async def scenario(site: Site, emulator: Emulator, reader: SocialCardReader) -> None:
        reading = asyncio.create_task(reader.read())
        await until(reader, DeviceState.BUSY)
        site.freeze()
        with pytest.raises(ReaderSilent) as silent:
            await asyncio.wait_for(reading, PATIENCE)
        assert silent.value.action is Action.RESET
        assert reader.status.state is DeviceState.OFFLINE
        site.thaw()
        await until(reader, DeviceState.ONLINE)

    play(scenario, social_card(Delays()))


def test_service_that_hangs_while_nobody_reads() -> None:
    """The terminal would offer what it cannot do; and switching it off would hang."""

    async def scenario(site: Site, emulator: Emulator, reader: SocialCardReader) -> None:
        site.freeze()
        await until(reader, DeviceState.OFFLINE)
        with pytest.raises(ReaderSilent):
            await asyncio.wait_for(reader.read(), PATIENCE)
        site.thaw()
        await until(reader, DeviceState.ONLINE)
        emulator.insert(SocialCardChip(LIN_ZHIYUAN))
        assert (await reader.read(timeout=PATIENCE)).number == LIN_ZHIYUAN.number
        site.freeze()
        began = time.monotonic()
        await reader.close()
        assert time.monotonic() - began < QUICK.close

    play(scenario, social_card())


def test_killed_after_it_hung() -> None:
    """A service that an administrator kills because it hangs would stay lost for the terminal."""

    async def scenario(site: Site, emulator: Emulator, reader: SocialCardReader) -> None:
        site.freeze()
        await until(reader, DeviceState.OFFLINE)
        site.kill()
        site.start()
        await until(reader, DeviceState.ONLINE)

    play(scenario, social_card())


def test_a_caller_who_goes_while_the_service_hangs() -> None:
    """Going back on the page would do nothing for seconds; the promise is 50 ms."""

    async def scenario(site: Site, emulator: Emulator, reader: SocialCardReader) -> None:
        reading = asyncio.create_task(reader.read())
        await until(reader, DeviceState.BUSY)
        site.freeze()
        await asyncio.sleep(0)
        await free_at_once(reading)
        site.thaw()
        await until(reader, DeviceState.ONLINE)

    play(scenario, social_card())


def test_a_card_that_falls_silent() -> None:
    """A worn contact would hold the page for as long as the card lies in the reader."""

    async def scenario(site: Site, emulator: Emulator, reader: SocialCardReader) -> None:
        emulator.slow(0.02)
        emulator.insert(SocialCardChip(LIN_ZHIYUAN))
        reading = asyncio.create_task(reader.read())
        await heard(emulator, READ_RECORD)
        emulator.mute()
        with pytest.raises(ReaderSilent):
            await asyncio.wait_for(reading, PATIENCE)
        assert reader.status.state is DeviceState.OFFLINE
        emulator.lift()
        await until(reader, DeviceState.ONLINE)

    play(scenario, social_card())
