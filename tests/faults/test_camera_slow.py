# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from dataclasses import replace

from drivers.camera.emulator import HttpCamera, Scene
from drivers.camera.mjpeg import MjpegCamera
from drivers.contract import DeviceState
from tests.faults.camera_bench import QUICK, play, quick_camera, until
from tests.faults.waiting import PATIENCE


def test_few_pictures_a_second() -> None:
    """A camera in dim light, which takes four pictures a second, would be called silent.

    All goes twice as fast here.
    """

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        emulator.pace(8)
        newest = None
        for _ in range(4):
            newest = (await camera.latest(newer_than=newest, timeout=PATIENCE)).captured_at
        assert camera.status.state is DeviceState.ONLINE

    play(scenario, delays=replace(QUICK, next=0.8))


def test_a_caller_who_is_slower_than_the_camera() -> None:
    """Pictures would queue up: more and more memory, and older and older faces."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        emulator.pace(100)
        first = newest = await camera.latest(timeout=PATIENCE)
        for _ in range(4):
            await asyncio.to_thread(emulator.wait_for_frames, 6)
            newest = await camera.latest(newer_than=newest.captured_at, timeout=PATIENCE)
        assert newest.sequence > first.sequence + 8  # out of a queue would have come the next four

    play(scenario, delays=replace(QUICK, linger=5.0), emulator=quick_camera(Scene(width=64, height=48)))


def test_an_answer_that_trickles() -> None:
    """A server that sends a byte now and then would hold the camera's thread for ever."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        emulator.split(1, pause=0.1)
        await until(camera, DeviceState.OFFLINE)
        emulator.split(0)
        await until(camera, DeviceState.ONLINE)

    emulator = quick_camera()
    emulator.split(1, pause=0.1)
    play(scenario, emulator=emulator)
