# SPDX-License-Identifier: GPL-3.0-or-later


from drivers.camera import CameraAbsent
from drivers.camera.emulator import HttpCamera
from drivers.contract import Action, DeviceState
from drivers.document_camera.page_camera import PageCamera
from tests.faults.document_camera_bench import Guide, play, refused


def test_a_camera_that_serves_others() -> None:
    """Somebody's browser would pass for a broken camera."""

    async def scenario(emulator: HttpCamera, camera: PageCamera, guide: Guide) -> None:
        why = await refused(emulator, camera, "503 Service Unavailable")
        assert isinstance(why, CameraAbsent)
        assert (why.state, why.action) == (DeviceState.OFFLINE, Action.CONFIGURATION)

    play(scenario)
