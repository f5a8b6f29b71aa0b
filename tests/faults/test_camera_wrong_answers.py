# SPDX-License-Identifier: GPL-3.0-or-later
import os
from pathlib import Path

import pytest

from drivers.camera import CameraAbsent, CameraBroken
from drivers.camera.emulator import HttpCamera
from drivers.camera.emulator.pictures import PictureCamera
from drivers.camera.mjpeg import MjpegCamera
from drivers.contract import Action, DeviceState, Status
from tests.drivers.camera import on_file
from tests.faults import picture_bench
from tests.faults.camera_bench import play, quick_camera, until
from tests.faults.v4l2_bench import v4l2_program
from tests.faults.waiting import PATIENCE


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-dropbear\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<html>please log in</html>",
        b"HTTP/1.0 200 OK\r\n\r\n" + bytes(1000),
        b"HTTP/1.0 200 OK\r\nX: " + b"x" * 40_000 + b"\r\n\r\n",
    ],
)
def test_another_thing_behind_the_address(answer: bytes) -> None:
    """A printer's or a router's page would be waited on for faces."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        assert not camera.status.usable
        with pytest.raises((CameraBroken, CameraAbsent)):
            await camera.take(timeout=PATIENCE)
        emulator.answer_raw(None)
        await until(camera, DeviceState.ONLINE)

    emulator = quick_camera()
    emulator.answer_raw(answer)
    play(scenario, emulator=emulator)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("404 Not Found", DeviceState.OFFLINE),
        ("500 Oops", DeviceState.HARDWARE_ERROR),
        ("302 Found", DeviceState.HARDWARE_ERROR),
    ],
)
def test_a_refusal(status: str, state: DeviceState) -> None:
    """The technician would not know whether to look at the settings or at the camera."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        assert camera.status.state is state
        with pytest.raises((CameraBroken, CameraAbsent)) as refused:
            await camera.take(timeout=PATIENCE)
        assert refused.value.state is state
        emulator.answer("200 OK")
        await until(camera, DeviceState.ONLINE)

    emulator = quick_camera()
    emulator.answer(status)
    play(scenario, emulator=emulator)


def test_the_node_without_pictures() -> None:
    """A USB camera has two nodes, and settings often name the second."""
    with v4l2_program() as program:
        device = program.camera()
        device.be_metadata()
        program.ask("open", node=device.node)
        assert program.ask("status") == {"state": "hardware_error", "action": Action.CONFIGURATION.value}


@pytest.mark.parametrize(
    ("call", "code", "error", "action"),
    [
        ("format", 22, "CameraBroken", "configuration"),
        ("start", 28, "CameraBroken", "configuration"),  # ENOSPC: the USB hub has no room for the stream
        ("start", 71, "CameraSilent", "reset"),  # EPROTO
        ("picture", 5, "CameraSilent", "reset"),  # EIO
        ("open", 19, "CameraAbsent", "maintenance"),
    ],
)
def test_what_the_kernel_says(call: str, code: int, error: str, action: str) -> None:
    """A hub without room for a second camera would look like a broken camera."""
    with v4l2_program() as program:
        device = program.camera()
        device.refuse(call, code)
        program.ask("open", node=device.node)
        answer = program.ask("take")
        assert (answer["error"], answer["action"]) == (error, action)
        device.refuse(call)
        assert program.ask("until", state="online")["state"] == "online"


@pytest.mark.parametrize("content", [b"", b"no film\n" * 100, bytes(range(256)) * 40])
def test_a_file_that_is_no_film(content: bytes, tmp_path: Path) -> None:
    """Whoever named the wrong file would look for a fault in the camera."""
    path = tmp_path / "film.mp4"
    path.write_bytes(content)

    async def scenario(camera: PictureCamera) -> None:
        assert camera.status == Status(DeviceState.HARDWARE_ERROR, Action.CONFIGURATION)
        with pytest.raises(CameraBroken, match="no film"):
            await camera.take(timeout=PATIENCE)
        on_file.film(tmp_path / "new.mkv", 1, 2, 3).replace(path)
        await until(camera, DeviceState.ONLINE)

    picture_bench.play(path, scenario)


def test_a_file_that_is_neither_film_nor_folder(tmp_path: Path) -> None:
    """Opening it would wait for ever for somebody at its other end."""
    path = tmp_path / "pipe"
    os.mkfifo(path)

    async def scenario(camera: PictureCamera) -> None:
        assert camera.status == Status(DeviceState.HARDWARE_ERROR, Action.CONFIGURATION)

    picture_bench.play(path, scenario)
