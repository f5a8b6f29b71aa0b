# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import logging
import time

import pytest

from drivers.camera import CameraBroken, Health
from drivers.camera.emulator import HttpCamera, Lens
from drivers.camera.mjpeg import MjpegCamera
from drivers.contract import Action, DeviceState, Status
from tests.faults.camera_bench import play, quick_camera, until
from tests.faults.waiting import PATIENCE


async def look_until(camera: MjpegCamera, health: Health) -> None:
    async with asyncio.timeout(PATIENCE):
        while camera.health is not health:
            await camera.latest(newer_than=time.monotonic())


@pytest.mark.parametrize(
    ("lens", "health", "action"),
    [
        (Lens.COVERED, Health.DARK, Action.CLEAR),
        (Lens.DAZZLED, Health.GLARING, Action.MAINTENANCE),
        (Lens.SMEARED, Health.BLURRED, Action.MAINTENANCE),
    ],
)
def test_a_lens_that_sees_nothing(lens: Lens, health: Health, action: Action, caplog: pytest.LogCaptureFixture) -> None:
    """Every face would be refused and nobody told to uncover or wipe the lens."""
    caplog.set_level(logging.INFO)

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        await look_until(camera, Health.GOOD)
        emulator.scene.happen(lens)
        await look_until(camera, health)
        await camera.latest(newer_than=time.monotonic())
        assert camera.status == Status(DeviceState.ONLINE, action)
        assert camera.status.usable
        emulator.scene.happen(Lens.CLEAR)
        await look_until(camera, Health.GOOD)
        await camera.latest(newer_than=time.monotonic())
        assert camera.status == Status(DeviceState.ONLINE)

    play(scenario)
    told = [record.getMessage() for record in caplog.records if "picture" in record.getMessage()]
    assert told == [f"camera: its picture is {health}", "camera: its picture is good again"]


def test_a_covered_lens_is_noticed_at_rest() -> None:
    """The first citizen of the day would find it out."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        seen = asyncio.Event()
        camera.subscribe(lambda status: seen.set() if status.action is Action.CLEAR else None)
        await asyncio.wait_for(seen.wait(), PATIENCE)
        assert camera.health is Health.DARK

    emulator = quick_camera()
    emulator.scene.happen(Lens.COVERED)
    play(scenario, emulator=emulator)


def test_a_frozen_picture() -> None:
    """The person before last would be compared with the card of the next."""

    async def scenario(emulator: HttpCamera, camera: MjpegCamera) -> None:
        await look_until(camera, Health.GOOD)
        emulator.scene.happen(Lens.FROZEN)
        with pytest.raises(CameraBroken) as frozen:
            await look_until(camera, Health.FROZEN)
        assert frozen.value.action is Action.RESET
        assert camera.status.state is DeviceState.HARDWARE_ERROR
        with pytest.raises(CameraBroken):
            await camera.take(timeout=PATIENCE)
        emulator.scene.happen(Lens.CLEAR)
        await until(camera, DeviceState.ONLINE)
        assert await camera.take(timeout=PATIENCE)

    play(scenario)
