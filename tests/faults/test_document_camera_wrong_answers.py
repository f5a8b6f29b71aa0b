# SPDX-License-Identifier: GPL-3.0-or-later

import pytest

from drivers.camera.emulator import HttpCamera
from drivers.contract import Action, DeviceState
from drivers.document_camera.page_camera import PageCamera
from tests.faults.document_camera_bench import Guide, play, refused


@pytest.mark.parametrize(
    ("answer", "state", "action"),
    [
        ("404 Not Found", DeviceState.OFFLINE, Action.CONFIGURATION),
        ("500 Internal Server Error", DeviceState.HARDWARE_ERROR, Action.RESET),
    ],
)
def test_why_is_told_as_the_camera_says_it(answer: str, state: DeviceState, action: Action) -> None:
    """The technician would not know whether to look at the settings or at the camera."""

    async def scenario(emulator: HttpCamera, camera: PageCamera, guide: Guide) -> None:
        why = await refused(emulator, camera, answer)
        assert (why.state, why.action) == (state, action)

    play(scenario)
