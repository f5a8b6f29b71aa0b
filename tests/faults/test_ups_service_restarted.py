# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import signal

import pytest

from drivers.contract import DeviceState
from drivers.ups import Supply
from tests.faults.upsd_rig import RealUpsd, feeds, ups_at
from tests.faults.waiting import until


@pytest.mark.parametrize("how", [signal.SIGTERM, pytest.param(signal.SIGKILL, marks=pytest.mark.long)])
def test_the_service_ends_and_comes_back(how: signal.Signals, upsd: RealUpsd) -> None:
    """After an update of upsd the terminal would be deaf to power cuts."""

    async def scenario() -> None:
        ups = ups_at(upsd.url)
        await ups.start()
        await feeds(ups, Supply.MAINS)
        upsd.stop(how)
        await until(ups, DeviceState.NO_DEVICE)
        assert ups.power.supply is Supply.UNKNOWN
        upsd.power("OB LB")
        upsd.start()
        await feeds(ups, Supply.LOW)
        await ups.close()

    asyncio.run(scenario())


@pytest.mark.long
def test_the_supplys_driver_is_killed(upsd: RealUpsd) -> None:
    """A crash of NUT's driver would look like steady mains."""

    async def scenario() -> None:
        ups = ups_at(upsd.url)
        await ups.start()
        await feeds(ups, Supply.MAINS)
        upsd.stop_driver()
        await feeds(ups, Supply.UNKNOWN)
        await until(ups, DeviceState.OFFLINE)
        upsd.start_driver()
        await feeds(ups, Supply.MAINS)
        await ups.close()

    asyncio.run(scenario())
