# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from drivers.camera import CameraAbsent, CameraSilent, Health, Spectrum
from drivers.camera.emulator import HttpCamera, Lens
from drivers.camera.mjpeg import MjpegCamera
from drivers.camera.pair import PairedCamera
from drivers.contract import Action, Capabilities, DeviceState, Status, TimedOut
from tests.faults.camera_bench import QUICK, quick_camera, until
from tests.faults.waiting import PATIENCE

Scenario = Callable[[HttpCamera, HttpCamera, PairedCamera], Awaitable[None]]


def play(scenario: Scenario, *, tolerance: float = 0.04) -> None:
    async def whole() -> None:
        with quick_camera() as rgb, quick_camera() as infrared:
            pair = PairedCamera(
                MjpegCamera(rgb.url, delays=QUICK),
                MjpegCamera(infrared.url, spectrum=Spectrum.INFRARED, title="infrared camera", delays=QUICK),
                tolerance=tolerance,
            )
            await pair.start()
            try:
                await scenario(rgb, infrared, pair)
            finally:
                await pair.close()

    asyncio.run(whole())


def test_two_frames_of_one_moment() -> None:
    """A living face would be compared with the wall that was there before."""

    async def scenario(rgb: HttpCamera, infrared: HttpCamera, pair: PairedCamera) -> None:
        asked = time.monotonic()
        newest = await pair.pair(newer_than=asked, timeout=PATIENCE)
        for _ in range(10):
            both = await pair.pair(newer_than=newest.rgb.captured_at, timeout=PATIENCE)
            assert both.apart <= 0.04
            assert min(both.rgb.captured_at, both.infrared.captured_at) > newest.rgb.captured_at
            assert (both.rgb.spectrum, both.infrared.spectrum) == (Spectrum.RGB, Spectrum.INFRARED)
            newest = both
        assert (await pair.latest(timeout=PATIENCE)).spectrum is Spectrum.RGB
        assert (await pair.take(timeout=PATIENCE)).spectrum is Spectrum.RGB
        assert pair.capabilities == Capabilities("camera", (1, 0))
        assert pair.spectrum is Spectrum.RGB

    play(scenario)


@pytest.mark.parametrize("lost", [0, 1])
def test_half_a_pair_is_none(lost: int) -> None:
    """The check for a living person would silently go on with one eye."""

    async def scenario(rgb: HttpCamera, infrared: HttpCamera, pair: PairedCamera) -> None:
        heard: list[Status] = []
        unsubscribe = pair.subscribe(heard.append)
        await until(pair, DeviceState.ONLINE)
        (rgb, infrared)[lost].unplug()
        await until(pair, DeviceState.NO_DEVICE)
        with pytest.raises(CameraAbsent):
            await pair.pair(timeout=PATIENCE)
        (rgb, infrared)[lost].plug()
        await until(pair, DeviceState.ONLINE)
        assert (await pair.pair(timeout=PATIENCE)).apart <= 0.04
        unsubscribe()
        assert [status.state for status in heard] == [DeviceState.NO_DEVICE, DeviceState.ONLINE]

    play(scenario)


def test_the_worse_picture_counts() -> None:
    """A covered infrared lens would look like nobody's fault."""

    async def scenario(rgb: HttpCamera, infrared: HttpCamera, pair: PairedCamera) -> None:
        await pair.pair(timeout=PATIENCE)
        infrared.scene.happen(Lens.COVERED)
        newest = time.monotonic()
        async with asyncio.timeout(PATIENCE):
            while pair.health is not Health.DARK:
                newest = (await pair.pair(newer_than=newest)).infrared.captured_at
        assert pair.status == Status(DeviceState.ONLINE, Action.CLEAR)

    play(scenario)


def test_never_at_the_same_moment() -> None:
    """Two cameras out of step would let the page wait for ever."""

    async def scenario(rgb: HttpCamera, infrared: HttpCamera, pair: PairedCamera) -> None:
        rgb.pace(200)
        infrared.pace(200)
        with pytest.raises(CameraSilent):
            await pair.pair(timeout=PATIENCE)

    play(scenario, tolerance=-1.0)


def test_a_time_limit() -> None:
    """A page that waits for a pair could not go on without it."""

    async def scenario(rgb: HttpCamera, infrared: HttpCamera, pair: PairedCamera) -> None:
        with pytest.raises(TimedOut):
            await pair.pair(newer_than=time.monotonic() + 60, timeout=0.1)

    play(scenario)
