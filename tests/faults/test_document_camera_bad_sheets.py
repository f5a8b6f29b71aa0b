# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from drivers.camera.emulator import HttpCamera
from drivers.document_camera import Guidance, Paper
from drivers.document_camera.emulator import WHITE_TABLE
from drivers.document_camera.page_camera import PageCamera
from tests.drivers.document_camera.desk_places import place
from tests.faults.document_camera_bench import DESK, LYING, SHEET, Guide, desk_with, play
from tests.faults.waiting import PATIENCE

CASES = {
    "two": (
        DESK.render((SHEET, place((210, 320), (330, 466), 2)), (SHEET, place((590, 320), (330, 466), -3))),
        Guidance.ONE_AT_A_TIME,
    ),
    "over the edge": (desk_with(place((640, 320), (420, 580), 4)), Guidance.MOVE_INSIDE),
    "too small": (desk_with(place((400, 320), (180, 250), 4)), Guidance.COME_CLOSER),
    "a mirrored lamp": (desk_with(LYING, replace(DESK, lamp=(400, 300))), Guidance.GLARE),
    "not sharp": (np.asarray(cv2.GaussianBlur(desk_with(LYING), (0, 0), 3.5), np.uint8), Guidance.BLURRED),
    "no light": (desk_with(LYING, replace(DESK, light=0.02)), Guidance.TOO_DARK),
    "an empty white table": (desk_with(None, replace(DESK, colour=WHITE_TABLE, grain=2)), Guidance.NO_PAGE),
}


@pytest.mark.parametrize("case", CASES)
def test_what_hinders_is_said_and_what_is_mended_is_taken(case: str) -> None:
    """An old man would hold his paper under the lens and never learn why nothing happens."""
    picture: NDArray[np.uint8]
    picture, guidance = CASES[case]

    async def scenario(emulator: HttpCamera, camera: PageCamera, guide: Guide) -> None:
        emulator.scene.show(picture)
        scanning = asyncio.create_task(camera.scan(Paper.OTHER, on_view=guide))
        await guide.until(guidance)
        await asyncio.to_thread(emulator.wait_for_frames, 5)
        assert not scanning.done()
        emulator.scene.show(desk_with(LYING))
        assert (await asyncio.wait_for(scanning, PATIENCE)).width == pytest.approx(420, abs=3)

    play(scenario)


def test_a_sheet_that_moves() -> None:
    """It would be taken in mid-air, smeared."""

    async def scenario(emulator: HttpCamera, camera: PageCamera, guide: Guide) -> None:
        moving = [desk_with(place((370 + 8 * step, 320), (412, 570), 2)) for step in range(8)]
        emulator.scene.show(*moving, *reversed(moving))
        scanning = asyncio.create_task(camera.scan(Paper.OTHER, on_view=guide))
        await guide.until(Guidance.HOLD_STILL)
        await asyncio.to_thread(emulator.wait_for_frames, 15)
        assert not scanning.done()
        assert set(guide.told) == {Guidance.HOLD_STILL}
        emulator.scene.show(desk_with(LYING))
        assert await asyncio.wait_for(scanning, PATIENCE)

    play(scenario)


def test_a_hand_that_moves_over_a_sheet_that_lies_still() -> None:
    """The hand would be in the picture, over the line that matters."""

    async def scenario(emulator: HttpCamera, camera: PageCamera, guide: Guide) -> None:
        emulator.scene.show(
            *(desk_with(LYING, replace(DESK, thumbs=((x, 320), (x, 420), (x, 220)))) for x in range(300, 500, 25))
        )
        scanning = asyncio.create_task(camera.scan(Paper.OTHER, on_view=guide))
        await guide.until(Guidance.HOLD_STILL)
        await asyncio.to_thread(emulator.wait_for_frames, 15)
        assert not scanning.done()
        emulator.scene.show(desk_with(LYING))
        assert await asyncio.wait_for(scanning, PATIENCE)

    play(scenario)
