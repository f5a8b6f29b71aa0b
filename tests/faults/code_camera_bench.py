# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulated camera that looks for codes, and its driver, wired up for a fault to happen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import segno
from numpy.typing import NDArray

from drivers.camera.emulator import HttpCamera
from drivers.camera.mjpeg import MjpegCamera
from drivers.contract import DeviceState, Status, TimedOut
from drivers.scanner import Scanner, ScannerAbsent
from drivers.scanner.camera import TITLE, CameraDelays, CodeCamera
from tests.drivers.codes.frames import background, matrix_of
from tests.faults import camera_bench
from tests.faults.waiting import PATIENCE

QUICK = CameraDelays(every=0.03, look=0.2, before=0.05, away=0.25)
"""Limits for a camera that is there at once; a search has time also on a machine that is busy."""

E_ID = "e-id:445202:9f3c-无此人"
"""A code of nobody's."""

Picture = NDArray[np.uint8]
Scenario = Callable[[HttpCamera, CodeCamera], Awaitable[None]]


def desk(*codes: str, scale: int = 5) -> Picture:
    """A desk seen from above, with codes on it or none."""
    picture = background(np.random.default_rng(3))[:480, :640].copy()
    for number, code in enumerate(codes):
        there = np.kron(matrix_of(segno.make_qr(code, encoding="utf-8")), np.ones((scale, scale), np.uint8))
        left = 20 + 310 * number
        picture[100 : 100 + there.shape[0], left : left + there.shape[1]] = there
    return np.stack([picture] * 3, axis=2)


def play(scenario: Scenario, *, delays: CameraDelays = QUICK, plugged: bool = True, **settings: Any) -> None:
    """Run a scenario with the emulator plugged in and the driver started."""

    async def whole(emulator: HttpCamera) -> None:
        # Searching takes time from the camera's thread.
        limits = replace(camera_bench.QUICK, **{"next": 0.4} | settings)
        scanner = CodeCamera(MjpegCamera(emulator.url, title=TITLE, delays=limits), delays=delays)
        await scanner.start()
        try:
            await scenario(emulator, scanner)
        finally:
            await scanner.close()

    with camera_bench.quick_camera() as emulator:
        emulator.scene.show(desk())
        if not plugged:
            emulator.unplug()
        asyncio.run(whole(emulator))


async def asked(scanner: Scanner, *, timeout: float | None = PATIENCE) -> asyncio.Task[Any]:
    """Return a scan that listens: what is shown from now on is its."""
    await until(scanner, DeviceState.ONLINE)
    scan = asyncio.create_task(scanner.scan(timeout=timeout))
    await until(scanner, DeviceState.BUSY)
    return scan


async def shown(emulator: HttpCamera, scanner: Scanner, code: str = E_ID) -> Any:
    """Ask for a code, show one, and return what the driver made of it."""
    scan = await asked(scanner)
    emulator.scene.show(desk(code))
    return await scan


async def taken_away(emulator: HttpCamera, scanner: Scanner) -> None:
    """Clear the desk, and wait until whatever lay there counts as gone."""
    emulator.scene.show(desk())
    with pytest.raises(TimedOut):
        await scanner.scan(timeout=1.5 * QUICK.away)


async def until(scanner: Scanner, *states: DeviceState, within: float = PATIENCE) -> Status:
    """Wait until the scanner is in one of these states."""
    return await camera_bench.until(scanner, *states, within=within)


async def refused(emulator: HttpCamera, scanner: Scanner, answer: str) -> ScannerAbsent:
    """Ask for a code of a camera whose web server answers so; return why there is none, when it is mended again."""
    emulator.unplug()
    await until(scanner, DeviceState.NO_DEVICE)
    emulator.answer(answer)
    emulator.plug()
    with pytest.raises(ScannerAbsent) as why:
        await scanner.scan(timeout=PATIENCE)
    emulator.answer("200 OK")
    await until(scanner, DeviceState.ONLINE)
    assert (await shown(emulator, scanner)).text == E_ID
    return why.value
