# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.contract import DeviceState
from drivers.emulator import TcpCable
from drivers.ups import Supply
from drivers.ups.emulator import Upsd
from tests.faults.upsd_rig import SHORT, feeds, ups_at
from tests.faults.waiting import until


@pytest.mark.parametrize("late", [1.5, 3])
def test_late_answers_are_not_taken_for_others(late: float) -> None:
    """After one late answer each question would get the answer before it: the charge for the status."""

    async def scenario() -> None:
        cable = TcpCable()
        with Upsd(cable) as service:
            ups = ups_at(service.url)
            await ups.start()
            clients = cable.clients
            service.slow(answer_after=SHORT.answer * late)
            await until(ups, DeviceState.OFFLINE)
            service.slow()
            service.power("OB", charge=77)
            power = await feeds(ups, Supply.BATTERY)
            assert power.charge == 77
            assert cable.clients > clients
            await ups.close()

    asyncio.run(scenario())
