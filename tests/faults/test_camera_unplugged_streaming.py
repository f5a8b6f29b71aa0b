# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.camera import CameraAbsent
from drivers.camera.emulator import HttpCamera
from drivers.camera.mjpeg import MjpegCamera
from drivers.contract import DeviceState
from tests.faults.camera_bench import play, until
from tests.faults.v4l2_bench import v4l2_program


def test_unplugged_while_a_frame_is_waited_for() -> None:
    """The page would show the last face for ever."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        newest = await camera.latest(timeout=3)
        waiting = asyncio.create_task(camera.latest(newer_than=newest.captured_at + 60))
        await asyncio.to_thread(emulator.wait_for_frames, 2)
        emulator.unplug()
        with pytest.raises(CameraAbsent):
            await asyncio.wait_for(waiting, 3)
        assert camera.status.state is DeviceState.NO_DEVICE
        emulator.plug()
        await until(camera, DeviceState.ONLINE)
        assert (await camera.latest(timeout=3)).sequence > newest.sequence

    play(scenario)


def test_unplugged_while_pictures_flow_from_a_usb_camera() -> None:
    """The kernel says that there is no such device, and the driver must let go, or the camera never comes back."""
    with v4l2_program() as program:
        device = program.camera()
        program.ask("open", node=device.node)
        program.begin("drain")
        device.wait_for_stream()
        device.unplug()
        assert program.answer() == {"error": "CameraAbsent", "state": "no_device", "action": "maintenance"}
        device.plug()
        assert program.ask("until", state="online")["state"] == "online"
        assert program.ask("take")["width"] == 640
