# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from drivers.contract import DeviceState
from drivers.smart_card.emulator import Emulator
from drivers.social_card import ReaderAbsent, SocialCardReader
from drivers.social_card.emulator import SocialCardChip
from drivers.social_card.invented import CHEN_GUIYING
from tests.faults.chip_card_bench import play, social_card
from tests.faults.waiting import PATIENCE, until
from tests.pcsc_site import Site


def test_reader_gone_after_a_card() -> None:
    """Somebody who waits for the card to be taken would wait for ever."""

    async def scenario(site: Site, emulator: Emulator, reader: SocialCardReader) -> None:
        emulator.insert(SocialCardChip(CHEN_GUIYING))
        assert (await reader.read(timeout=PATIENCE)).name == CHEN_GUIYING.name
        site.end()
        with pytest.raises(ReaderAbsent):
            await reader.taken(timeout=PATIENCE)
        site.start()
        await until(reader, DeviceState.ONLINE)
        assert (await reader.read(timeout=PATIENCE)).name == CHEN_GUIYING.name  # the card is still in the reader
        emulator.lift()
        await reader.taken(timeout=PATIENCE)

    play(scenario, social_card())
