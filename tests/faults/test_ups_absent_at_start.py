# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import logging

import pytest

from drivers.contract import Action, DeviceState
from drivers.ups import Power, Supply
from drivers.ups.emulator import Upsd
from tests.faults.upsd_rig import RealUpsd, feeds, ups_at
from tests.faults.waiting import until


def test_a_service_that_comes_later_is_found(caplog: pytest.LogCaptureFixture) -> None:
    """A terminal that starts before its upsd would never hear of a power cut; the log would fill up."""
    caplog.set_level(logging.INFO, "drivers")

    async def scenario() -> None:
        with Upsd.on_tcp() as service:
            service.unplug()
            ups = ups_at(service.url)
            await ups.start()
            assert ups.status.state is DeviceState.NO_DEVICE
            assert ups.status.action is Action.MAINTENANCE
            assert ups.power == Power()
            service.plug()
            await feeds(ups, Supply.MAINS)
            await ups.close()

    asyncio.run(scenario())
    assert ["lost" in record.getMessage() for record in caplog.records] == [True, False]


@pytest.mark.long
def test_a_driver_of_nut_that_does_not_run(upsd: RealUpsd) -> None:
    """A machine switched on without its supply would count as fed by the mains: the real upsd says what is wrong."""

    async def scenario() -> None:
        upsd.stop_driver()
        ups = ups_at(upsd.url)
        await ups.start()
        await until(ups, DeviceState.OFFLINE)
        assert ups.status.action is Action.RESET
        assert ups.power.supply is Supply.UNKNOWN
        upsd.start_driver()
        await feeds(ups, Supply.MAINS)
        await ups.close()

    asyncio.run(scenario())
