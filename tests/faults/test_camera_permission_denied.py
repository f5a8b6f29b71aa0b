# SPDX-License-Identifier: GPL-3.0-or-later

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
from tests.faults.barred_port import folder_of_nobodys
from tests.faults.camera_bench import play, quick_camera, until
from tests.faults.v4l2_bench import v4l2_program
from tests.faults.waiting import PATIENCE


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden"])
def test_another_password(status: str) -> None:
    """The technician would look for a cable while the password was changed."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        assert camera.status.state is DeviceState.OFFLINE
        assert camera.status.action is Action.CONFIGURATION
        with pytest.raises(CameraAbsent) as refused:
            await camera.take(timeout=PATIENCE)
        assert refused.value.action is Action.CONFIGURATION
        emulator.answer("200 OK")
        await until(camera, DeviceState.ONLINE)

    emulator = quick_camera()
    emulator.answer(status)
    play(scenario, emulator=emulator)


def test_no_right_to_the_node() -> None:
    """The technician would look for a cable while the kiosk's user is not in the group video."""
    with v4l2_program() as program:
        device = program.camera()
        device.forbid(on=True)
        program.ask("as_nobody")
        try:
            program.ask("open", node=device.node)
            assert program.ask("status") == {"state": "offline", "action": "configuration"}
            assert program.ask("take")["error"] == "CameraAbsent"
            device.forbid(on=False)
            assert program.ask("until", state="online")["state"] == "online"
        finally:
            program.ask("as_before")


@pytest.mark.parametrize("make", [on_file.film, on_file.folder])
def test_no_right_to_the_file(make: Callable[..., Path]) -> None:
    """It would look as though nobody had copied it there."""
    with folder_of_nobodys() as place:
        path = make(place / "pictures.mkv", 1, 2, 3)

        async def scenario(camera: PictureCamera) -> None:
            assert camera.status == Status(DeviceState.OFFLINE, Action.CONFIGURATION)
            with pytest.raises(CameraAbsent, match="no right"):
                await camera.take(timeout=PATIENCE)
            path.chmod(0o700)
            await until(camera, DeviceState.ONLINE)
            await picture_bench.some(camera, 2)
            path.chmod(0)
            await until(camera, DeviceState.OFFLINE)
            path.chmod(0o700)

        path.chmod(0)
        picture_bench.play(path, scenario)
