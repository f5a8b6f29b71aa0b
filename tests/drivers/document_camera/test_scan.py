# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import logging

import cv2
import numpy as np
import pytest

from drivers.camera.emulator import HttpCamera, Scene
from drivers.contract import Capabilities, Closed, DeviceState, TimedOut
from drivers.document_camera import Document, DocumentCamera, DocumentTooBig, Guidance, Lines, Paper
from drivers.document_camera.drivers import DRIVERS
from drivers.document_camera.emulator import Desk, invented_sheet
from drivers.document_camera.page_camera import PageCamera
from drivers.settings import Value
from tests.drivers.document_camera.desk_places import place
from tests.faults.document_camera_bench import LYING, Guide, desk_with, play
from tests.faults.waiting import PATIENCE, free_at_once


def test_a_sheet_is_laid_down_and_taken() -> None:
    """No paper could be handed in."""

    async def scenario(emulator: HttpCamera, camera: PageCamera, guide: Guide) -> None:
        scanning = asyncio.create_task(camera.scan(Paper.OTHER, on_view=guide))
        assert (await guide.until(Guidance.NO_PAGE)).corners is None
        emulator.scene.show(desk_with(LYING))
        document = await asyncio.wait_for(scanning, PATIENCE)
        assert guide.told == [Guidance.NO_PAGE, Guidance.HOLD_STILL, Guidance.TAKEN]
        corners = guide.views[-1].corners
        assert corners is not None
        assert np.abs(np.array(corners) - LYING).max() < 1.5
        assert (document.width, document.height) == pytest.approx((420, 580), abs=3)
        assert document.dpi is None
        assert document.lines is Lines.ACROSS
        assert document.sharpness > 0.2
        assert document.glare < 0.01
        picture = cv2.imdecode(np.frombuffer(document.jpeg, np.uint8), cv2.IMREAD_COLOR)
        assert picture is not None
        assert picture.shape[:2] == (document.height, document.width)
        assert np.percentile(picture, 50) > 230
        assert camera.capabilities == Capabilities("document_camera", (1, 0))
        assert camera.status.state is DeviceState.ONLINE

    play(scenario)


def test_an_a4_sheet_at_its_resolution() -> None:
    """The platform would print the form at another size."""

    async def scenario(emulator: HttpCamera, camera: PageCamera, guide: Guide) -> None:
        document = await camera.scan(Paper.A4, timeout=10, on_view=guide)
        assert document.dpi == pytest.approx(860 / 210 * 25.4, rel=0.01)
        assert (document.width, document.height) == pytest.approx((860, 1216), abs=4)
        assert len(document.jpeg) <= 500_000

    desk = Desk(width=1500, height=1400, noise=0)
    scene = Scene(width=1500, height=1400)
    scene.show(desk.render((invented_sheet(), place((750, 700), (860, 1216), 2))))
    play(scenario, scene=scene)


def test_a_limit_in_size() -> None:
    """The platform would refuse the scan."""

    async def scenario(emulator: HttpCamera, camera: PageCamera, guide: Guide) -> None:
        emulator.scene.show(desk_with(LYING))
        assert len((await camera.scan(Paper.OTHER, timeout=PATIENCE)).jpeg) <= 30_000

    play(scenario, kilobytes=30)


def test_a_limit_that_nothing_fits() -> None:
    """The scan would wait for ever, or be sent and refused."""

    async def scenario(emulator: HttpCamera, camera: PageCamera, guide: Guide) -> None:
        emulator.scene.show(desk_with(LYING))
        with pytest.raises(DocumentTooBig):
            await camera.scan(Paper.OTHER, timeout=PATIENCE)

    play(scenario, kilobytes=1)


def test_limits_of_waiting() -> None:
    """The Back button would not answer, or the page wait for ever."""

    async def scenario(emulator: HttpCamera, camera: PageCamera, guide: Guide) -> None:
        with pytest.raises(TimedOut):
            await camera.scan(timeout=0.3)
        scanning = asyncio.create_task(camera.scan(on_view=guide))
        await guide.until(Guidance.NO_PAGE)
        await free_at_once(scanning)
        scanning = asyncio.create_task(camera.scan(on_view=guide))
        await asyncio.to_thread(emulator.wait_for_frames, 2)
        await camera.close()
        with pytest.raises(Closed):
            await scanning

    play(scenario)


def test_one_scan_after_another() -> None:
    """Two steps that both want a sheet would take each other's."""

    async def scenario(emulator: HttpCamera, camera: PageCamera, guide: Guide) -> None:
        emulator.scene.show(desk_with(LYING))
        both = await asyncio.gather(*(camera.scan(Paper.OTHER, timeout=PATIENCE) for _ in range(2)))
        assert all(isinstance(document, Document) for document in both)

    play(scenario)


def test_nothing_of_it_is_told(caplog: pytest.LogCaptureFixture) -> None:
    """A scan of somebody's papers would stand in the log."""
    caplog.set_level(logging.DEBUG)

    async def scenario(emulator: HttpCamera, camera: PageCamera, guide: Guide) -> None:
        emulator.scene.show(desk_with(LYING))
        document = await camera.scan(Paper.OTHER, timeout=PATIENCE, on_view=guide)
        assert len(repr(document)) < 300
        assert "array" not in repr(guide.views[-1])

    play(scenario)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("drivers")]
    assert ours == ["camera is there"]


def test_settings() -> None:
    """A mistake in terminal.toml would show only when a citizen stands there."""
    (driver,) = DRIVERS
    settings: dict[str, Value] = {
        "width": 2592,
        "height": 1944,
        "per_second": 10,
        "dpi": 200,
        "kilobytes": 500,
    }
    for source in ("/dev/video4", "http://10.0.0.9/video", "/srv/desk.jpg"):
        assert isinstance(driver.open(settings | {"source": source}), DocumentCamera)
