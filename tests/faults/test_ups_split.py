# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

from drivers.ups import Supply
from drivers.ups.emulator import Upsd
from tests.faults.upsd_rig import feeds, ups_at


def test_answers_in_single_bytes() -> None:
    """A slow network would hide the power cut."""

    async def scenario() -> None:
        with Upsd.on_tcp() as service:
            service.split()
            service.slow(answer_after=0.02, per_byte=0.0005)
            ups = ups_at(service.url)
            await ups.start()
            await feeds(ups, Supply.MAINS)
            service.power("OB LB", charge=3)
            await feeds(ups, Supply.LOW)
            await ups.close()

    asyncio.run(scenario())
