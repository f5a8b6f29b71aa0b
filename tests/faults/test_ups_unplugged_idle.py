# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

from drivers.contract import Action, DeviceState, Status
from drivers.ups import Power, Supply
from tests.faults.upsd_rig import RealUpsd, feeds, ups_at
from tests.faults.waiting import until


def test_the_supplys_cable_is_out(upsd: RealUpsd) -> None:
    """The last word of a supply would stand for ever: mains, through any power cut. The real upsd calls it stale."""

    async def scenario() -> None:
        ups = ups_at(upsd.url)
        await ups.start()
        await feeds(ups, Supply.MAINS)
        upsd.freeze_driver(on=True)
        await until(ups, Status(DeviceState.NO_DEVICE, Action.MAINTENANCE))
        assert ups.power == Power()
        upsd.freeze_driver(on=False)
        upsd.power("OB")
        await feeds(ups, Supply.BATTERY)
        await until(ups, DeviceState.ONLINE)
        await ups.close()

    asyncio.run(scenario())
