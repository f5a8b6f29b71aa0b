# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import gc
import logging
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from drivers.camera import Exposure, Frame, Health, Region, Spectrum
from drivers.camera.emulator import HttpCamera, Scene
from drivers.camera.mjpeg import MjpegCamera
from drivers.camera.reading import read_one
from drivers.contract import Capabilities, Closed, ConfigurationError, DeviceState, TimedOut
from tests.faults.camera_bench import QUICK, play, until
from tests.faults.waiting import PATIENCE, free_at_once

RED, GREEN = (np.full((48, 64, 3), colour, np.uint8) for colour in ((0, 0, 200), (0, 200, 0)))


def is_red(frame: Frame) -> bool:
    blue, green, red = frame.pixels.reshape(-1, 3).mean(0)
    return bool(red > 150 > green + blue)


def test_a_frame() -> None:
    """There would be no picture, or one of another moment."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        emulator.scene.show(RED)
        asked = time.monotonic()
        frame = await camera.take(timeout=PATIENCE)
        assert is_red(frame)
        assert asked < frame.captured_at <= time.monotonic()
        assert (frame.width, frame.height, frame.spectrum) == (640, 480, Spectrum.RGB)
        assert str(frame) == str(replace(frame, pixels=RED))  # its text shows nothing of its content
        assert camera.capabilities == Capabilities("camera", (1, 0))

    play(scenario)


def test_the_latest_wins() -> None:
    """A slow comparison of faces would fall behind, and look at a person who has left."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        emulator.scene.show(RED)
        first = await camera.latest(timeout=PATIENCE)
        await asyncio.to_thread(emulator.wait_for_frames, 1)
        emulator.scene.show(GREEN)
        await asyncio.to_thread(emulator.wait_for_frames, 3)
        changed = time.monotonic()
        later = await camera.latest(newer_than=changed, timeout=PATIENCE)
        assert not is_red(later)
        assert later.sequence > first.sequence + 1

    play(scenario, delays=replace(QUICK, linger=5.0))


def test_frame_after_frame() -> None:
    """The page's mirror would stand still, or show frames twice."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        emulator.pace(60)
        seen = []
        async for frame in camera.frames():
            seen.append(frame)
            if len(seen) == 10:
                break
        assert [frame.captured_at for frame in seen] == sorted({frame.captured_at for frame in seen})
        assert [frame.sequence for frame in seen] == sorted({frame.sequence for frame in seen})

    play(scenario)


def test_two_look_on_at_once() -> None:
    """The mirror would take the frames away from the comparison."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        newest = await camera.latest(timeout=PATIENCE)
        both = await asyncio.gather(*(camera.latest(newer_than=newest.captured_at, timeout=PATIENCE) for _ in range(2)))
        assert both[0].captured_at > newest.captured_at
        assert emulator.viewers == 1

    play(scenario)


def test_it_rests_when_nobody_asks() -> None:
    """The camera's lamp would burn all day, and people would be filmed without a reason."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        await camera.latest(timeout=PATIENCE)
        await asyncio.to_thread(emulator.wait_for_viewers, 0)
        assert camera.status.state is DeviceState.ONLINE
        assert await camera.latest(timeout=PATIENCE)

    play(scenario)


def test_no_face_is_kept_at_rest() -> None:
    """The last citizen's face would lie in memory until the next comes."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        others = {id(frame) for frame in _frames()}  # of a test that has failed, say
        frame = await camera.latest(timeout=PATIENCE)
        assert any(one is frame for one in _frames())
        del frame
        await asyncio.to_thread(emulator.wait_for_viewers, 0)
        async with asyncio.timeout(PATIENCE):
            while {id(frame) for frame in _frames()} - others:
                await asyncio.sleep(0.01)

    play(scenario)


def _frames() -> list[Frame]:
    return [thing for thing in gc.get_objects() if isinstance(thing, Frame)]


def test_a_resting_camera_must_show_a_picture_now_and_then() -> None:
    """A camera that accepts connections and is blind would be offered to citizens."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        await until(camera, DeviceState.ONLINE)
        served = emulator.served
        emulator.silence(on=True)
        await until(camera, DeviceState.OFFLINE)
        assert served == 1
        emulator.silence(on=False)  # or closing would wait for the next try

    play(scenario, delays=replace(QUICK, prove=0.1))


def test_a_cancelled_caller_is_free_at_once() -> None:
    """The Back button would not answer."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        newest = await camera.latest(timeout=PATIENCE)
        emulator.silence(on=True)
        for _ in range(3):
            waiting = asyncio.create_task(camera.latest(newer_than=newest.captured_at + 9))
            await asyncio.sleep(0)
            await free_at_once(waiting)
        emulator.silence(on=False)
        assert await camera.latest(timeout=PATIENCE)

    play(scenario)


def test_a_time_limit() -> None:
    """A page that waits for a frame could not go on without it."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        with pytest.raises(TimedOut):
            await camera.latest(newer_than=time.monotonic() + 60, timeout=0.1)

    play(scenario)


def test_closing() -> None:
    """A page would wait for ever for a camera that is no more."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        waiting = asyncio.create_task(camera.latest(newer_than=time.monotonic() + 60))
        await asyncio.sleep(0)
        await camera.close()
        with pytest.raises(Closed):
            await waiting
        await camera.close()
        with pytest.raises(Closed):
            await camera.take()
        await asyncio.to_thread(emulator.wait_for_viewers, 0)
        assert camera.status.state is DeviceState.UNKNOWN

    play(scenario)


def test_a_camera_that_cannot_be_told_says_so() -> None:
    """The page would promise more light and nothing would happen."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        emulator.scene.lit(0.02)
        dark = await camera.expose_for(Region(200, 150, 200, 200), timeout=PATIENCE)
        assert dark == Exposure(dark.level, good=False, adjusted=False)
        assert dark.level < 90
        await camera.expose_freely(timeout=PATIENCE)

    play(scenario)


def test_a_name_and_a_password() -> None:
    """A camera with a password could not be used."""

    async def scenario() -> None:
        with HttpCamera() as emulator:
            emulator.login("viewer:p@ss")
            camera = MjpegCamera(emulator.url.replace("http://", "http://viewer:p%40ss@"), delays=QUICK)
            await camera.start()
            try:
                assert await camera.take(timeout=PATIENCE)
            finally:
                await camera.close()

    asyncio.run(scenario())


def test_what_a_technician_is_told() -> None:
    """A technician could not tell a dark lens from a dead camera, or would be shown a citizen."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        reading = await read_one(camera, timeout=PATIENCE)
        assert reading.health is Health.GOOD
        assert set(reading.summary) == {"width", "height", "spectrum", "brightness", "sharpness", "health"}
        assert reading.summary["width"] == 640

    play(scenario)


def test_settings() -> None:
    """A mistake in terminal.toml would show only when a citizen stands there; a password would stand in a message."""
    for wrong in (
        "",
        "10.0.0.7",
        "rtsp://10.0.0.7/v",
        "http://",
        "http://host:99999/",
        "http://u:secret@ho st/",
        "http://主机/",
    ):
        with pytest.raises(ConfigurationError) as refused:
            MjpegCamera(wrong)
        assert "secret" not in str(refused.value)


def test_nothing_is_left_behind() -> None:
    """A terminal that runs for months would run out of threads, files or memory."""

    async def rounds(emulator: HttpCamera) -> None:
        for _ in range(3):
            camera = MjpegCamera(emulator.url, delays=replace(QUICK, linger=0.02))
            await camera.start()
            await camera.latest(timeout=PATIENCE)
            await camera.close()
            await asyncio.to_thread(emulator.wait_for_viewers, 0)

    def count() -> tuple[int, int]:
        gc.collect()
        return threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))

    threads, files = count()
    with HttpCamera(Scene(width=64, height=48)) as emulator:
        asyncio.run(rounds(emulator))
    after = count()
    # Fewer than before are what another test has let go of meanwhile.
    assert after[0] <= threads
    assert after[1] <= files


def test_no_address_and_no_picture_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """A password or a face would outlive the visit."""
    caplog.set_level(logging.DEBUG)

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        await camera.latest(timeout=PATIENCE)
        emulator.unplug()
        await until(camera, DeviceState.NO_DEVICE)

    play(scenario)
    ours = [record for record in caplog.records if record.name.startswith("drivers")]
    assert [record.getMessage() for record in ours] == [
        "camera is there",
        "camera is lost: no_device, to clear it: maintenance",
    ]
