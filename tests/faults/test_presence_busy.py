# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from contextlib import AbstractContextManager
from pathlib import Path

from drivers.presence import Presence
from tests.faults.barred_port import MISCONFIGURED, held_by_another_program
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


def test_a_port_that_another_program_holds(tmp_path: Path) -> None:
    """A taken port would look like a broken sensor."""
    with board_on("pty", tmp_path) as board:
        asyncio.run(tells_after(held_by_another_program(board.url), board.url))
