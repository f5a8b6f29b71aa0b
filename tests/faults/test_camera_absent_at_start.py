# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from drivers.camera import CameraAbsent
from drivers.camera.emulator import HttpCamera
from drivers.camera.emulator.pictures import PictureCamera
from drivers.camera.mjpeg import MjpegCamera
from drivers.contract import Action, DeviceState, Status
from tests.drivers.camera import on_file
from tests.faults import picture_bench
from tests.faults.camera_bench import QUICK, play, quick_camera, until
from tests.faults.v4l2_bench import v4l2_program
from tests.faults.waiting import PATIENCE


def test_nobody_listens_and_then_somebody_does() -> None:
    """A camera that is slower to start than the terminal would be lost until the next restart."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        assert camera.status.state is DeviceState.NO_DEVICE
        assert camera.status.action is Action.MAINTENANCE
        with pytest.raises(CameraAbsent):
            await camera.take(timeout=PATIENCE)
        emulator.plug()
        await until(camera, DeviceState.ONLINE)
        assert await camera.take(timeout=PATIENCE)

    emulator = quick_camera()
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
                assert await camera.take(timeout=PATIENCE)
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


@pytest.mark.parametrize("make", [on_file.film, on_file.folder])
def test_no_such_file_and_then_there_is_one(make: Callable[..., Path], tmp_path: Path) -> None:
    """Whoever copies a film to its place would have to start everything anew."""

    async def scenario(camera: PictureCamera) -> None:
        assert camera.status == Status(DeviceState.NO_DEVICE, Action.MAINTENANCE)
        with pytest.raises(CameraAbsent):
            await camera.take(timeout=PATIENCE)
        make(tmp_path / "new.mkv", 1, 2, 3)
        (tmp_path / "new.mkv").rename(tmp_path / "pictures.mkv")
        await until(camera, DeviceState.ONLINE)
        assert await camera.take(timeout=PATIENCE)

    picture_bench.play(tmp_path / "pictures.mkv", scenario)
