# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.camera import CameraAbsent
from drivers.camera.emulator import HttpCamera
from drivers.camera.mjpeg import MjpegCamera
from drivers.contract import Action, DeviceState
from tests.faults.camera_bench import QUICK, play, until
from tests.faults.v4l2_bench import v4l2_program


def test_nobody_listens_and_then_somebody_does() -> None:
    """A camera that is slower to start than the terminal would be lost until the next restart."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        assert camera.status.state is DeviceState.NO_DEVICE
        assert camera.status.action is Action.MAINTENANCE
        with pytest.raises(CameraAbsent):
            await camera.take(timeout=3)
        emulator.plug()
        await until(camera, DeviceState.ONLINE)
        assert await camera.take(timeout=3)

    emulator = HttpCamera()
    emulator.unplug()
    play(scenario, emulator=emulator)


def test_a_command_does_not_wait_for_the_next_look() -> None:
    """Whoever plugs a camera in and tries at once would be told that there is none."""

    async def whole() -> None:
        with HttpCamera() as emulator:
            emulator.unplug()
            camera = MjpegCamera(emulator.url, delays=QUICK)
            await camera.start()
            try:
                emulator.plug()
                assert await camera.take(timeout=3)
            finally:
                await camera.close()

    asyncio.run(whole())


def test_no_such_node_and_then_there_is_one() -> None:
    """A USB camera that comes up late would be lost until the next restart."""
    with v4l2_program() as program:
        device = program.camera()
        device.unplug()
        program.ask("open", node=device.node)
        assert program.ask("status") == {"state": "no_device", "action": "maintenance"}
        assert program.ask("take") == {"error": "CameraAbsent", "state": "no_device", "action": "maintenance"}
        device.plug()
        assert program.ask("until", state="online")["state"] == "online"
        assert program.ask("take")["width"] == 640
