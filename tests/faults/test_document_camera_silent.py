# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.camera import CameraSilent
from drivers.camera.emulator import HttpCamera
from drivers.contract import Action
from drivers.document_camera import Guidance
from drivers.document_camera.page_camera import PageCamera
from tests.faults.document_camera_bench import Guide, play
from tests.faults.waiting import PATIENCE


def test_silent_while_a_sheet_is_waited_for() -> None:
    """The same, for a camera that hangs."""

    async def scenario(emulator: HttpCamera, camera: PageCamera, guide: Guide) -> None:
        scanning = asyncio.create_task(camera.scan(on_view=guide))
        await guide.until(Guidance.NO_PAGE)
        emulator.silence(on=True)
        with pytest.raises(CameraSilent):
            await asyncio.wait_for(scanning, PATIENCE)
        assert camera.status.action is Action.RESET

    play(scenario)
