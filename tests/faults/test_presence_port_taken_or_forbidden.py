# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import fcntl
import os
from pathlib import Path

from drivers.contract import Action, DeviceState
from drivers.presence import Presence
from tests.faults.lights_bench import board_on
from tests.faults.presence_bench import becomes, sensor_at

_NOBODY = 65534


def test_a_port_that_another_program_holds(tmp_path: Path) -> None:
    """A taken port would look like a broken sensor."""

    async def scenario(port: str) -> None:
        sensor = sensor_at(port)
        with Path(port).open("rb", buffering=0) as other:
            fcntl.flock(other, fcntl.LOCK_EX)
            await sensor.start()
            assert sensor.status.state is DeviceState.OFFLINE
            assert sensor.status.action is Action.CONFIGURATION
        await becomes(sensor, Presence.GONE)
        await sensor.close()

    with board_on("pty", tmp_path) as board:
        asyncio.run(scenario(board.url))


def test_a_port_without_the_right_to_it() -> None:
    """The technician would look for a cable while the kiosk's user lacks a group."""

    async def scenario(port: str) -> None:
        sensor = sensor_at(port)
        await sensor.start()
        assert sensor.status.state is DeviceState.OFFLINE
        assert sensor.status.action is Action.CONFIGURATION
        assert sensor.presence is Presence.UNKNOWN
        await sensor.close()

    folder = Path("/tmp") / f"kiosk-test-presence-{os.getpid()}"
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(_NOBODY)
    folder.mkdir()
    try:
        with board_on("pty", folder) as board:
            Path(board.url).chmod(0)
            asyncio.run(scenario(board.url))
    finally:
        folder.rmdir()
        if is_root:
            os.seteuid(0)
