# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulated network camera and its driver, wired up for a fault to happen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from drivers.attachment import Pace
from drivers.camera.delays import Delays
from drivers.camera.emulator import HttpCamera, Scene
from drivers.camera.mjpeg import MjpegCamera
from drivers.contract import Device, DeviceState, Status
from tests.faults.waiting import PATIENCE

QUICK = Delays(
    connect=1.0,
    first=1.0,
    next=0.5,
    turn=0.01,
    settle=0.02,
    linger=0.06,
    check=0.02,
    judge=0.03,
    ill=0.06,
    frozen=0.15,
    expose=1.0,
    pace=Pace(look=0.02, retry_first=0.02, retry_most=0.05),
    start=2.0,
)
"""Limits for a camera that is there at once. Tests of the promised seconds take the defaults."""

FRAMES = 100
"""A second: a test should not wait for a camera that is in no hurry."""

Scenario = Callable[[HttpCamera, MjpegCamera], Awaitable[None]]


def play(scenario: Scenario, *, delays: Delays = QUICK, emulator: HttpCamera | None = None) -> None:
    """Run a scenario with the emulator plugged in and the driver started."""

    async def whole(emulator: HttpCamera) -> None:
        camera = MjpegCamera(emulator.url, delays=delays)
        await camera.start()
        try:
            await scenario(emulator, camera)
        finally:
            await camera.close()

    with emulator or quick_camera() as there:
        asyncio.run(whole(there))


def quick_camera(scene: Scene | None = None) -> HttpCamera:
    """Return an emulator that sends its frames as fast as tests want to have them."""
    emulator = HttpCamera(scene)
    emulator.pace(FRAMES)
    return emulator


async def until(device: Device, *states: DeviceState, within: float = PATIENCE) -> Status:
    """Wait until the device is in one of these states."""
    return await when(device, lambda status: status.state in states, within=within)


async def when(device: Device, suits: Callable[[Status], bool], *, within: float = PATIENCE) -> Status:
    """Wait for a status that suits."""
    changed = asyncio.Event()
    unsubscribe = device.subscribe(lambda _: changed.set())
    try:
        async with asyncio.timeout(within):
            while not suits(device.status):
                changed.clear()
                await changed.wait()
    finally:
        unsubscribe()
    return device.status
