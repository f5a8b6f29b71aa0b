# SPDX-License-Identifier: GPL-3.0-or-later
import logging

import pytest

from drivers.contract import Action, DeviceState
from drivers.smart_card.contract import CardPresence
from drivers.smart_card.emulator import Emulator
from drivers.social_card import SocialCardReader
from drivers.social_card.emulator import SocialCardChip
from drivers.social_card.invented import LIN_ZHIYUAN
from tests.faults.chip_card_bench import play, social_card, until_presence
from tests.faults.waiting import until
from tests.pcsc_site import Site


def test_reader_and_card_gone_while_nobody_reads(caplog: pytest.LogCaptureFixture) -> None:
    """The terminal would offer a service that it cannot give, or think that a card is still there."""

    async def scenario(site: Site, emulator: Emulator, reader: SocialCardReader) -> None:
        emulator.insert(SocialCardChip(LIN_ZHIYUAN))
        await until_presence(reader, CardPresence.PRESENT)
        emulator.lift()
        await until_presence(reader, CardPresence.ABSENT)
        site.unplug()
        site.end()
        site.start()
        await until(reader, DeviceState.NO_DEVICE)
        assert reader.status.action is Action.MAINTENANCE
        assert reader.presence is CardPresence.UNKNOWN
        site.plug()
        site.end()
        site.start()
        await until(reader, DeviceState.ONLINE)

    caplog.set_level(logging.INFO)
    play(scenario, social_card())
    told = [record.getMessage() for record in caplog.records if "social-card" in record.getMessage()]
    assert [("lost" in line, "is there" in line) for line in told] == [(False, True), (True, False), (False, True)]
