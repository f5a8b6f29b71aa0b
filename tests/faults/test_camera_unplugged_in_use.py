# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from drivers.camera import CameraAbsent
from drivers.camera.emulator import HttpCamera
from drivers.camera.emulator.pictures import PictureCamera
from drivers.camera.mjpeg import MjpegCamera
from drivers.contract import Action, DeviceState
from tests.drivers.camera import on_file
from tests.faults import picture_bench
from tests.faults.camera_bench import play, until
from tests.faults.v4l2_bench import v4l2_program
from tests.faults.waiting import PATIENCE


def test_unplugged_while_a_frame_is_waited_for() -> None:
    """The page would show the last face for ever."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        newest = await camera.latest(timeout=PATIENCE)
        waiting = asyncio.create_task(camera.latest(newer_than=newest.captured_at + 60))
        await asyncio.to_thread(emulator.wait_for_frames, 2)
        emulator.unplug()
        with pytest.raises(CameraAbsent):
            await asyncio.wait_for(waiting, PATIENCE)
        assert camera.status.state is DeviceState.NO_DEVICE
        emulator.plug()
        await until(camera, DeviceState.ONLINE)
        assert (await camera.latest(timeout=PATIENCE)).sequence > newest.sequence

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


@pytest.mark.parametrize("make", [on_file.film, on_file.folder])
def test_a_file_that_is_taken_away_while_it_is_shown(make: Callable[..., Path], tmp_path: Path) -> None:
    """Pictures that are there no more would be shown for ever; in training nobody could pull the cable."""
    path = make(tmp_path / "pictures.mkv", 1, 2, 3)

    async def scenario(camera: PictureCamera) -> None:
        newest = (await picture_bench.some(camera, 3))[-1]
        path.rename(tmp_path / "elsewhere")
        error = await picture_bench.trouble(camera)
        assert isinstance(error, CameraAbsent)
        assert (error.state, error.action) == (DeviceState.NO_DEVICE, Action.MAINTENANCE)
        (tmp_path / "elsewhere").rename(path)
        await until(camera, DeviceState.ONLINE)
        assert (await camera.latest(timeout=PATIENCE)).sequence > newest.sequence

    picture_bench.play(path, scenario)


def test_what_is_put_into_the_folder_and_taken_away(tmp_path: Path) -> None:
    """A teacher who exchanges the pictures would be shown the old ones."""
    path = on_file.folder(tmp_path / "pictures", 1)

    async def scenario(camera: PictureCamera) -> None:
        assert {on_file.number_of(frame) for frame in await picture_bench.some(camera, 2)} == {1}
        on_file.folder(path, 2, 3)
        assert {on_file.number_of(frame) for frame in await picture_bench.some(camera, 4)} == {2, 3}
        (path / "000.png").unlink()
        assert {on_file.number_of(frame) for frame in await picture_bench.some(camera, 2)} == {3}

    picture_bench.play(path, scenario)
