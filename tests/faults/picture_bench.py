# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures on file in a camera's place, for a fault to happen to the file."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from drivers.camera import Frame
from drivers.camera.emulator.pictures import PictureCamera
from drivers.contract import DeviceError
from tests.faults.camera_bench import QUICK
from tests.faults.waiting import PATIENCE

Scenario = Callable[[PictureCamera], Awaitable[None]]


def play(path: Path, scenario: Scenario, *, per_second: int = 50) -> None:
    """Run a scenario with the driver started."""

    async def whole() -> None:
        camera = PictureCamera(str(path), per_second=per_second, delays=QUICK)
        await camera.start()
        try:
            await scenario(camera)
        finally:
            await camera.close()

    asyncio.run(whole())


async def some(camera: PictureCamera, count: int) -> list[Frame]:
    """Return so many frames, one after another."""
    frames = [await camera.take(timeout=PATIENCE)]
    while len(frames) < count:
        frames.append(await camera.latest(newer_than=frames[-1].captured_at, timeout=PATIENCE))
    return frames


async def trouble(camera: PictureCamera) -> DeviceError:
    """Return what ends the pictures."""
    try:
        async with asyncio.timeout(PATIENCE):
            async for _ in camera.frames():
                pass
    except DeviceError as error:
        return error
    raise AssertionError("frames() has no end")
