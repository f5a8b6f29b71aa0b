# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulated network camera above an emulated desk, and the document camera's driver, wired up for a fault."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from drivers.camera.delays import Delays
from drivers.camera.emulator import HttpCamera, Scene
from drivers.camera.mjpeg import MjpegCamera
from drivers.contract import DeviceError, DeviceState
from drivers.document_camera import Document, Guidance, Paper, View
from drivers.document_camera.emulator import Desk, invented_sheet
from drivers.document_camera.page_camera import PageCamera
from tests.drivers.document_camera.desk_places import place
from tests.faults.camera_bench import QUICK, until
from tests.faults.waiting import PATIENCE

SHEET = invented_sheet(width=420, height=594)
DESK = Desk(width=800, height=640, noise=0)
"""A small desk, so that the tests are fast. Noise is the camera's."""
LIMITS = replace(QUICK, first=2.0, next=1.0)
"""Big pictures take their time on a machine that is busy."""
LYING = place((400, 320), (420, 580), 4)

Scenario = Callable[[HttpCamera, PageCamera, "Guide"], Awaitable[None]]


def desk_with(corners: NDArray[np.float64] | None, desk: Desk = DESK) -> NDArray[np.uint8]:
    return desk.render() if corners is None else desk.render((SHEET, corners))


class Guide:
    """What the page is told, to be waited for."""

    def __init__(self) -> None:
        self.views: list[View] = []
        self._more = asyncio.Event()

    def __call__(self, view: View) -> None:
        self.views.append(view)
        self._more.set()

    async def until(self, guidance: Guidance, *, within: float = PATIENCE) -> View:
        """Wait until the page is told this."""
        async with asyncio.timeout(within):
            while not self.views or self.views[-1].guidance is not guidance:
                self._more.clear()
                await self._more.wait()
        return self.views[-1]

    @property
    def told(self) -> list[Guidance]:
        """What was told, without repetitions."""
        told = [view.guidance for view in self.views]
        return [one for at, one in enumerate(told) if at == 0 or told[at - 1] is not one]


def play(
    scenario: Scenario,
    *,
    kilobytes: int = 500,
    scene: Scene | None = None,
    limits: Delays = LIMITS,
    plugged: bool = True,
) -> None:
    """Run a scenario with an empty desk under the camera and the driver started."""

    async def whole(emulator: HttpCamera) -> None:
        camera = PageCamera(MjpegCamera(emulator.url, delays=limits), kilobytes=kilobytes, still=0.2)
        await camera.start()
        try:
            await scenario(emulator, camera, Guide())
        finally:
            await camera.close()

    if scene is None:
        scene = Scene(width=DESK.width, height=DESK.height, quality=92)
        scene.show(desk_with(None))
    with HttpCamera(scene) as there:
        if not plugged:
            there.unplug()
        asyncio.run(whole(there))


async def scanned(emulator: HttpCamera, camera: PageCamera) -> Document:
    """Lay a sheet down, and return what becomes of it."""
    emulator.scene.show(desk_with(LYING))
    document = await camera.scan(Paper.OTHER, timeout=PATIENCE)
    assert document.width == pytest.approx(420, abs=3)
    return document


async def refused(emulator: HttpCamera, camera: PageCamera, answer: str) -> DeviceError:
    """Ask for a sheet of a camera whose web server answers so; return why there is none, when it is mended again."""
    emulator.unplug()
    await until(camera, DeviceState.NO_DEVICE)
    emulator.answer(answer)
    emulator.plug()
    with pytest.raises(DeviceError) as why:
        await camera.scan(timeout=PATIENCE)
    emulator.answer("200 OK")
    await until(camera, DeviceState.ONLINE)
    await scanned(emulator, camera)
    return why.value
