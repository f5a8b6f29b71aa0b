# SPDX-License-Identifier: GPL-3.0-or-later
"""If this fails, somebody's browser passes for a broken camera."""

from __future__ import annotations

from drivers.camera.emulator import HttpCamera
from drivers.contract import Action, DeviceState
from drivers.scanner import Scanner
from tests.faults.code_camera_bench import play, refused


def test_a_camera_that_serves_others() -> None:
    async def scenario(emulator: HttpCamera, scanner: Scanner) -> None:
        why = await refused(emulator, scanner, "503 Busy")
        assert (why.state, why.action) == (DeviceState.OFFLINE, Action.CONFIGURATION)

    play(scenario)
