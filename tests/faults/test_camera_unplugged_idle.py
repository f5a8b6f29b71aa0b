# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from drivers.camera import Health
from drivers.camera.emulator import HttpCamera
from drivers.camera.emulator.pictures import PictureCamera
from drivers.camera.mjpeg import MjpegCamera
from drivers.contract import DeviceState
from tests.drivers.camera import on_file
from tests.faults import picture_bench
from tests.faults.camera_bench import play, until
from tests.faults.v4l2_bench import v4l2_program


def test_unplugged_at_rest() -> None:
    """The menu would offer what needs a camera until somebody stands before it."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        for _ in range(2):
            await until(camera, DeviceState.ONLINE)
            await asyncio.to_thread(emulator.wait_for_viewers, 0)
            emulator.unplug()
            await until(camera, DeviceState.NO_DEVICE)
            emulator.plug()
        await until(camera, DeviceState.ONLINE)
        assert camera.health is Health.GOOD

    play(scenario)


def test_another_number_after_the_return() -> None:
    """A camera whose cable was put into another socket would be lost until the settings are changed."""
    with v4l2_program() as program:
        device = program.camera()
        name = f"usb-{device.name}-index0"
        path = program.link(name, device)
        program.ask("open", node=path)
        assert program.ask("until", state="online")["state"] == "online"
        device.unplug()
        assert program.ask("until", state="no_device")["action"] == "maintenance"
        assert program.link(name, program.camera()) == path
        assert program.ask("until", state="online")["state"] == "online"
        assert program.ask("take")["width"] == 640


@pytest.mark.parametrize("make", [on_file.film, on_file.folder])
def test_a_file_that_is_taken_away_at_rest(make: Callable[..., Path], tmp_path: Path) -> None:
    """As above, of pictures on file."""
    path = make(tmp_path / "pictures.mkv", 1, 2, 3)

    async def scenario(camera: PictureCamera) -> None:
        for _ in range(2):
            await until(camera, DeviceState.ONLINE)
            path.rename(tmp_path / "elsewhere")
            await until(camera, DeviceState.NO_DEVICE)
            (tmp_path / "elsewhere").rename(path)
        await until(camera, DeviceState.ONLINE)

    picture_bench.play(path, scenario)
