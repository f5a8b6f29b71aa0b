# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

from drivers.camera.emulator import HttpCamera
from drivers.document_camera import Guidance, Paper
from drivers.document_camera.page_camera import PageCamera
from tests.faults.document_camera_bench import LYING, Guide, desk_with, play
from tests.faults.waiting import PATIENCE


def test_damaged_pictures_do_not_end_a_scan() -> None:
    """A spark on the line would send the citizen back to the beginning."""

    async def scenario(emulator: HttpCamera, camera: PageCamera, guide: Guide) -> None:
        scanning = asyncio.create_task(camera.scan(Paper.OTHER, on_view=guide))
        await guide.until(Guidance.NO_PAGE)
        for _ in range(3):
            emulator.damage("cut")
            await asyncio.to_thread(emulator.wait_for_frames, 2)
            emulator.damage("")
            await asyncio.to_thread(emulator.wait_for_frames, 1)
        emulator.scene.show(desk_with(LYING))
        assert await asyncio.wait_for(scanning, PATIENCE)

    play(scenario)
