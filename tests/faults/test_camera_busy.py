# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from drivers.camera import CameraAbsent
from drivers.camera.emulator import HttpCamera
from drivers.camera.mjpeg import MjpegCamera
from drivers.contract import Action, DeviceState
from tests.faults.camera_bench import play, quick_camera, until
from tests.faults.v4l2_bench import v4l2_program
from tests.faults.waiting import PATIENCE


def test_a_camera_that_serves_others() -> None:
    """Most network cameras serve a few viewers; somebody's browser would pass for a broken camera."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        assert camera.status.state is DeviceState.OFFLINE
        with pytest.raises(CameraAbsent) as busy:
            await camera.take(timeout=PATIENCE)
        assert busy.value.action is Action.CONFIGURATION
        emulator.answer("200 OK")
        await until(camera, DeviceState.ONLINE)

    emulator = quick_camera()
    emulator.answer("503 Service Unavailable")
    play(scenario, emulator=emulator)


@pytest.mark.parametrize("call", ["format", "buffers", "start"])
def test_another_program_films(call: str) -> None:
    """A vendor's tool that was left running would pass for a broken camera."""
    with v4l2_program() as program:
        device = program.camera()
        device.refuse(call, 16)  # EBUSY
        program.ask("open", node=device.node)
        assert program.ask("status") == {"state": "offline", "action": "configuration"}
        assert program.ask("take")["error"] == "CameraAbsent"
        device.refuse(call)
        assert program.ask("until", state="online")["state"] == "online"
