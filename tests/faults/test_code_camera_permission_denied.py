# SPDX-License-Identifier: GPL-3.0-or-later
"""If this fails, a technician is sent for a cable when a setting is wrong."""

from __future__ import annotations

import pytest

from drivers.camera.emulator import HttpCamera
from drivers.contract import Action, DeviceState
from drivers.scanner import Scanner
from tests.faults.code_camera_bench import play, refused


@pytest.mark.parametrize("answer", ["401 Unauthorized", "403 Forbidden"])
def test_a_camera_that_wants_another_password(answer: str) -> None:
    async def scenario(emulator: HttpCamera, scanner: Scanner) -> None:
        why = await refused(emulator, scanner, answer)
        assert (why.state, why.action) == (DeviceState.OFFLINE, Action.CONFIGURATION)

    play(scenario)
