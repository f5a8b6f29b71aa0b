# SPDX-License-Identifier: GPL-3.0-or-later


from drivers.camera.emulator import HttpCamera
from drivers.document_camera.page_camera import PageCamera
from tests.faults.document_camera_bench import Guide, play, scanned


def test_pictures_in_pieces_are_whole_pictures() -> None:
    """On a slow network half a paper would be kept for a whole one, or none at all."""

    async def scenario(emulator: HttpCamera, camera: PageCamera, guide: Guide) -> None:
        emulator.split(1460, pause=0.0002)
        await scanned(emulator, camera)

    play(scenario)
