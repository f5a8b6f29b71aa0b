# SPDX-License-Identifier: GPL-3.0-or-later

import pytest

from drivers.camera import CameraAbsent
from drivers.camera.emulator import HttpCamera
from drivers.contract import Action, DeviceState
from drivers.document_camera.page_camera import PageCamera
from tests.faults.document_camera_bench import Guide, play, refused


@pytest.mark.parametrize("answer", ["401 Unauthorized", "403 Forbidden"])
def test_a_camera_that_wants_another_password(answer: str) -> None:
    """The technician would look for a cable while the password was changed."""

    async def scenario(emulator: HttpCamera, camera: PageCamera, guide: Guide) -> None:
        why = await refused(emulator, camera, answer)
        assert isinstance(why, CameraAbsent)
        assert (why.state, why.action) == (DeviceState.OFFLINE, Action.CONFIGURATION)

    play(scenario)
