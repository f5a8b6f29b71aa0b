# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

from drivers.contract import DeviceState
from drivers.ups import Power, Supply
from tests.faults.upsd_rig import RealUpsd, feeds, tells, ups_at
from tests.faults.waiting import until


def test_a_power_cut_from_its_beginning_to_its_end(upsd: RealUpsd) -> None:
    """The terminal would go out in the midst of a visit, or never serve again after a cut."""

    async def scenario() -> None:
        ups = ups_at(upsd.url)
        heard: list[Power] = []
        await ups.start()
        await until(ups, DeviceState.ONLINE)
        await feeds(ups, Supply.MAINS)
        assert ups.capabilities.serial == "E2E0001"
        ups.watch(heard.append)
        for status, charge, runtime, supply in (
            ("OB DISCHRG", 80, 900, Supply.BATTERY),
            ("OB LB DISCHRG RB", 12, 95, Supply.LOW),
            ("OL CHRG", 15, 120, Supply.RECOVERED),
            ("OL", 100, 1200, Supply.MAINS),
        ):
            upsd.power(status, charge=charge, runtime=runtime)
            power = Power(supply, charge, runtime, replace_battery="RB" in status)
            await tells(ups, power)
        # A look at upsd while dummy-ups reads its file anew is honestly unknown.
        told = [power.supply for power in heard if power.supply is not Supply.UNKNOWN]
        await ups.close()
        assert ups.power == Power()
        assert [now for before, now in zip([None, *told], told, strict=False) if now is not before] == [
            Supply.BATTERY, Supply.LOW, Supply.RECOVERED, Supply.MAINS,
        ]  # fmt: skip

    asyncio.run(scenario())
