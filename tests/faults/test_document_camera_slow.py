# SPDX-License-Identifier: GPL-3.0-or-later
from dataclasses import replace

from drivers.camera.emulator import HttpCamera
from drivers.document_camera.page_camera import PageCamera
from tests.faults.document_camera_bench import LIMITS, Guide, play, scanned


def test_five_pictures_a_second_are_enough() -> None:
    """A camera with big pictures has few of them; no paper would ever seem to lie still."""

    async def scenario(emulator: HttpCamera, camera: PageCamera, guide: Guide) -> None:
        emulator.pace(5)
        await scanned(emulator, camera)

    play(scenario, limits=replace(LIMITS, next=5.0))
