# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from contextlib import AbstractContextManager

from drivers.presence import Presence
from tests.faults.barred_port import MISCONFIGURED, folder_of_nobodys, forbidden
from tests.faults.lights_bench import board_on
from tests.faults.presence_bench import becomes, sensor_at


async def tells_after(trouble: AbstractContextManager[None], port: str) -> None:
    """Nothing can be asked of a sensor, so that only its status tells of the trouble."""
    sensor = sensor_at(port)
    with trouble:
        await sensor.start()
        assert sensor.status == MISCONFIGURED
        assert sensor.presence is Presence.UNKNOWN
    await becomes(sensor, Presence.GONE)
    await sensor.close()


def test_a_port_without_the_right_to_it() -> None:
    """The technician would look for a cable while the kiosk's user lacks a group."""
    with folder_of_nobodys() as folder, board_on("pty", folder) as board:
        asyncio.run(tells_after(forbidden(board.url), board.url))
