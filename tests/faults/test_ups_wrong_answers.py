# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.contract import Action, DeviceState, Status
from drivers.ups import Supply
from drivers.ups.emulator import Upsd
from tests.faults.upsd_rig import RealUpsd, feeds, ups_at
from tests.faults.waiting import until


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"\n",
        b"\xff\xfe\x00\n",
        b"OK\n",
        b'VAR ups ups.status "OL\n',
        b'VAR other ups.status "OL"\n',
        b"x" * 5000,
        b"BEGIN LIST UPS\n" + b'UPS a "b"\n' * 3000,
        b"",
    ],
)
def test_a_port_behind_which_there_is_no_upsd(answer: bytes) -> None:
    """A strange service would count as mains, or bring the engine down."""

    async def scenario() -> None:
        with Upsd.on_tcp() as service:
            service.answer_with(answer)
            ups = ups_at(service.url)
            await ups.start()
            assert ups.status == Status(DeviceState.OFFLINE, Action.RESET)
            assert ups.power.supply is Supply.UNKNOWN
            service.answer_with(None)
            await feeds(ups, Supply.MAINS)
            await ups.close()

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("error", "status"),
    [
        ("DATA-STALE", Status(DeviceState.NO_DEVICE, Action.MAINTENANCE)),
        ("DRIVER-NOT-CONNECTED", Status(DeviceState.OFFLINE, Action.RESET)),
        ("ACCESS-DENIED", Status(DeviceState.OFFLINE, Action.CONFIGURATION)),
        ("UNKNOWN-UPS", Status(DeviceState.OFFLINE, Action.CONFIGURATION)),
        ("UNKNOWN-COMMAND", Status(DeviceState.OFFLINE, Action.CONFIGURATION)),
    ],
)
def test_each_error_names_who_can_mend_it(error: str, status: Status) -> None:
    """The technician would change a cable where a name is wrong, or the other way round."""

    async def scenario() -> None:
        with Upsd.on_tcp() as service:
            ups = ups_at(service.url)
            await ups.start()
            await feeds(ups, Supply.MAINS)
            service.fail(error)
            await until(ups, status)
            assert ups.power.supply is Supply.UNKNOWN
            service.fail("")
            await feeds(ups, Supply.MAINS)
            await ups.close()

    asyncio.run(scenario())


def test_a_supply_that_tells_little() -> None:
    """A cheap supply without charge and runtime would count as lost; one without a status as mains."""

    async def scenario() -> None:
        with Upsd.on_tcp() as service:
            for name in ("battery.charge", "battery.runtime", "ups.serial"):
                service.tell(name, None)
            ups = ups_at(service.url)
            await ups.start()
            power = await feeds(ups, Supply.MAINS)
            assert (power.charge, power.runtime, ups.capabilities.serial) == (None, None, None)
            service.tell("ups.status", None)
            await feeds(ups, Supply.UNKNOWN)
            await ups.close()

    asyncio.run(scenario())


def test_an_unknown_name_at_the_real_service(upsd: RealUpsd) -> None:
    """A slip in terminal.toml would look like a supply without a cable."""

    async def scenario() -> None:
        ups = ups_at(upsd.url, "su700")
        await ups.start()
        await until(ups, Status(DeviceState.OFFLINE, Action.CONFIGURATION))
        await ups.close()

    asyncio.run(scenario())


@pytest.mark.parametrize("names", [(), ("one", "two")])
def test_without_a_name_there_must_be_one_supply(names: tuple[str, ...]) -> None:
    """The terminal would watch the neighbour's supply."""

    async def scenario() -> None:
        with Upsd.on_tcp() as service:
            service.supplies(*names)
            ups = ups_at(service.url)
            await ups.start()
            assert ups.status == Status(DeviceState.OFFLINE, Action.CONFIGURATION)
            await ups.close()
            if names:
                ups = ups_at(service.url, "two")
                await ups.start()
                await feeds(ups, Supply.MAINS)
                await ups.close()

    asyncio.run(scenario())
