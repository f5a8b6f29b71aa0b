# SPDX-License-Identifier: GPL-3.0-or-later
"""Two devices, two readers, one service: which reader is whose."""

import asyncio

from drivers.contract import DeviceState
from drivers.smart_card.contract import CardPresence
from drivers.smart_card.emulator import Emulator
from drivers.social_card.emulator import SocialCardChip
from drivers.social_card.invented import LIN_ZHIYUAN
from drivers.social_card.pcsc import PcscSocialCardReader
from drivers.travel_document.pcsc import PcscTravelDocumentReader
from tests.faults.chip_card_bench import QUICK, until_presence
from tests.faults.waiting import PATIENCE, until
from tests.pcsc_site import READER, SECOND_READER, Site


def test_by_name_and_by_its_beginning() -> None:
    """The passport reader would read bank cards; or nothing be read after a reader was plugged in elsewhere."""

    async def scenario(first: Emulator, second: Emulator) -> None:
        beginning = PcscSocialCardReader("Virtual PCD", delays=QUICK)
        same = PcscTravelDocumentReader(READER, delays=QUICK)
        other = PcscTravelDocumentReader(SECOND_READER, delays=QUICK)
        nobodys = PcscSocialCardReader("ACS", delays=QUICK)
        devices = (beginning, same, other, nobodys)
        for device in devices:
            await device.start()
        try:
            assert [device.status.state for device in devices[:3]] == [DeviceState.ONLINE] * 3
            assert nobodys.status.state is DeviceState.NO_DEVICE
            first.insert(SocialCardChip(LIN_ZHIYUAN))
            assert (await beginning.read(timeout=PATIENCE)).number == LIN_ZHIYUAN.number
            await until_presence(same, CardPresence.PRESENT)
            assert same.status.state is DeviceState.ONLINE, "both devices may have one reader"
            assert other.presence is CardPresence.ABSENT
            second.insert(SocialCardChip(LIN_ZHIYUAN))
            await until_presence(other, CardPresence.PRESENT)
            await until(other, DeviceState.ONLINE)
        finally:
            for device in devices:
                await device.close()

    with Site() as site, Emulator(site.dial) as first, Emulator(lambda: site.dial(1)) as second:
        asyncio.run(scenario(first, second))
