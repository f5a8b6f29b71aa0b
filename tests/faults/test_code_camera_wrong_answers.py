# SPDX-License-Identifier: GPL-3.0-or-later
"""If this fails, a technician is sent for a cable when a setting is wrong."""

from __future__ import annotations

import pytest

from drivers.camera.emulator import HttpCamera
from drivers.contract import Action, DeviceState
from drivers.scanner import Scanner, ScannerAbsent
from tests.faults.code_camera_bench import E_ID, play, shown, until
from tests.faults.waiting import PATIENCE


@pytest.mark.parametrize(
    ("answer", "state", "action"),
    [
        ("401 Unauthorized", DeviceState.OFFLINE, Action.CONFIGURATION),
        ("404 Not Found", DeviceState.OFFLINE, Action.CONFIGURATION),
        ("503 Busy", DeviceState.OFFLINE, Action.CONFIGURATION),
        ("500 Broken", DeviceState.HARDWARE_ERROR, Action.RESET),
    ],
    ids=["permission denied", "another stream", "busy with others", "broken"],
)
def test_why_is_told_as_the_camera_says_it(answer: str, state: DeviceState, action: Action) -> None:
    async def scenario(emulator: HttpCamera, scanner: Scanner) -> None:
        emulator.unplug()
        await until(scanner, DeviceState.NO_DEVICE)
        emulator.answer(answer)
        emulator.plug()
        with pytest.raises(ScannerAbsent) as refused:
            await scanner.scan(timeout=PATIENCE)
        assert (refused.value.state, refused.value.action) == (state, action)
        emulator.answer("200 OK")
        await until(scanner, DeviceState.ONLINE)
        assert (await shown(emulator, scanner)).text == E_ID

    play(scenario)
