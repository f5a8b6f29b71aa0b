# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

from drivers.contract import Action, DeviceState, Status
from drivers.ups import Supply
from drivers.ups.emulator import Upsd
from drivers.ups.nut import PACE, Limits
from tests.faults.upsd_rig import RealUpsd, feeds, ups_at
from tests.faults.waiting import until


def test_a_frozen_service(upsd: RealUpsd) -> None:
    """A upsd that hangs would look like steady mains."""

    async def scenario() -> None:
        ups = ups_at(upsd.url)
        await ups.start()
        await feeds(ups, Supply.MAINS)
        upsd.freeze(on=True)
        await until(ups, Status(DeviceState.OFFLINE, Action.RESET))
        assert ups.power.supply is Supply.UNKNOWN
        upsd.freeze(on=False)
        await feeds(ups, Supply.MAINS)
        await ups.close()

    asyncio.run(scenario())


def test_silence_is_told_in_time() -> None:
    """The terminal would begin visits for seconds after it lost sight of its power."""

    async def scenario() -> None:
        with Upsd.on_tcp() as service:
            ups = ups_at(service.url, limits=Limits(), pace=PACE)
            await ups.start()
            service.silence(on=True)
            await until(ups, DeviceState.OFFLINE)
            await ups.close()

    asyncio.run(scenario())
