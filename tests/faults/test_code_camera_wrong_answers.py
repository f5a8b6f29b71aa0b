# SPDX-License-Identifier: GPL-3.0-or-later
"""If this fails, a technician is sent for a cable when a setting is wrong."""

from __future__ import annotations

import pytest

from drivers.camera.emulator import HttpCamera
from drivers.contract import Action, DeviceState
from drivers.scanner import Scanner
from tests.faults.code_camera_bench import play, refused


@pytest.mark.parametrize(
    ("answer", "state", "action"),
    [
        ("404 Not Found", DeviceState.OFFLINE, Action.CONFIGURATION),
        ("500 Broken", DeviceState.HARDWARE_ERROR, Action.RESET),
    ],
    ids=["another stream", "broken"],
)
def test_why_is_told_as_the_camera_says_it(answer: str, state: DeviceState, action: Action) -> None:
    async def scenario(emulator: HttpCamera, scanner: Scanner) -> None:
        why = await refused(emulator, scanner, answer)
        assert (why.state, why.action) == (state, action)

    play(scenario)
