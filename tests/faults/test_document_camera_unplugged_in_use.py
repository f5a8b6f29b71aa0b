# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.camera import CameraAbsent
from drivers.camera.emulator import HttpCamera
from drivers.contract import Action, DeviceState
from drivers.document_camera import Guidance, Paper
from drivers.document_camera.page_camera import PageCamera
from tests.faults.camera_bench import until
from tests.faults.document_camera_bench import LYING, Guide, desk_with, play
from tests.faults.waiting import PATIENCE


def test_unplugged_while_a_sheet_is_waited_for() -> None:
    """The page would ask for a sheet for ever."""

    async def scenario(emulator: HttpCamera, camera: PageCamera, guide: Guide) -> None:
        scanning = asyncio.create_task(camera.scan(on_view=guide))
        await guide.until(Guidance.NO_PAGE)
        emulator.unplug()
        with pytest.raises(CameraAbsent) as lost:
            await asyncio.wait_for(scanning, PATIENCE)
        assert lost.value.action is Action.MAINTENANCE
        assert camera.status.state is DeviceState.NO_DEVICE
        emulator.plug()
        await until(camera, DeviceState.ONLINE)
        emulator.scene.show(desk_with(LYING))
        assert await camera.scan(Paper.OTHER, timeout=PATIENCE)

    play(scenario)
