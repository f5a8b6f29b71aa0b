# SPDX-License-Identifier: GPL-3.0-or-later

import pytest

from drivers.camera import CameraAbsent
from drivers.camera.emulator import HttpCamera
from drivers.contract import Action, DeviceState
from drivers.document_camera.page_camera import PageCamera
from tests.faults.camera_bench import until
from tests.faults.document_camera_bench import Guide, play, scanned
from tests.faults.waiting import PATIENCE


def test_a_camera_that_comes_later_serves() -> None:
    """A terminal switched on before its camera would take no papers until somebody restarts it."""

    async def scenario(emulator: HttpCamera, camera: PageCamera, guide: Guide) -> None:
        assert camera.status.state is DeviceState.NO_DEVICE
        with pytest.raises(CameraAbsent) as absent:
            await camera.scan(timeout=PATIENCE)
        assert absent.value.action is Action.MAINTENANCE
        emulator.plug()
        await until(camera, DeviceState.ONLINE)
        await scanned(emulator, camera)

    play(scenario, plugged=False)
