# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.camera import CameraSilent
from drivers.camera.emulator import HttpCamera
from drivers.camera.emulator.pictures import PictureCamera
from drivers.camera.mjpeg import MjpegCamera
from drivers.contract import Action, DeviceState, Status
from tests.drivers.camera import on_file
from tests.faults import picture_bench
from tests.faults.camera_bench import QUICK, play, quick_camera, until
from tests.faults.v4l2_bench import v4l2_program
from tests.faults.waiting import PATIENCE


def test_a_stream_that_stops() -> None:
    """The mirror would stand still and the citizen wait."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        newest = await camera.latest(timeout=PATIENCE)
        emulator.silence(on=True)
        with pytest.raises(CameraSilent) as silent:
            await asyncio.wait_for(camera.latest(newer_than=newest.captured_at + 60), PATIENCE)
        assert silent.value.action is Action.RESET
        assert camera.status.state is DeviceState.OFFLINE
        emulator.silence(on=False)
        await until(camera, DeviceState.ONLINE)

    play(scenario)


def test_silent_from_the_start() -> None:
    """A web server without a camera behind it would be taken for a camera."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        assert camera.status.state is DeviceState.OFFLINE
        with pytest.raises(CameraSilent):
            await camera.take(timeout=PATIENCE)
        emulator.silence(on=False)
        await until(camera, DeviceState.ONLINE)

    emulator = quick_camera()
    emulator.silence(on=True)
    play(scenario, emulator=emulator, delays=replace(QUICK, connect=0.15, first=0.15, next=0.15))


def test_a_usb_camera_that_streams_nothing() -> None:
    """Its lamp burns, the kernel is content, and no picture comes."""
    with v4l2_program() as program:
        device = program.camera()
        device.silence(on=True)
        program.ask("open", node=device.node, first=0.15, next=0.15)
        assert program.ask("status") == {"state": "offline", "action": "reset"}
        assert program.ask("take")["error"] == "CameraSilent"
        device.silence(on=False)
        program.ask("until", state="online")
        program.begin("drain")
        device.wait_for_stream()
        device.silence(on=True)
        assert program.answer() == {"error": "CameraSilent", "state": "offline", "action": "reset"}


def test_the_other_commands_are_free_meanwhile() -> None:
    """One silent camera would hold up everything else in the engine."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        emulator.silence(on=True)
        waiting = asyncio.create_task(camera.take())
        turns = 0
        while not waiting.done():
            await asyncio.sleep(0.001)
            turns += 1
        assert turns > 3  # or the loop stood still until the camera was given up
        with pytest.raises(CameraSilent):
            await waiting
        emulator.silence(on=False)  # or closing would wait for the next try

    play(scenario)


def test_a_folder_without_pictures(tmp_path: Path) -> None:
    """Whoever has put nothing but a film or a text into the folder would wait for a picture."""
    (tmp_path / "read me.txt").write_text("pictures go here", encoding="utf-8")

    async def scenario(camera: PictureCamera) -> None:
        assert camera.status == Status(DeviceState.OFFLINE, Action.RESET)
        with pytest.raises(CameraSilent, match="holds no picture"):
            await camera.take(timeout=PATIENCE)
        on_file.folder(tmp_path, 1)
        await until(camera, DeviceState.ONLINE)

    picture_bench.play(tmp_path, scenario)
