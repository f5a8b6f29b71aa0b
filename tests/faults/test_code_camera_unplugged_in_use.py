# SPDX-License-Identifier: GPL-3.0-or-later
"""If this fails, a person holds a phone to a camera that has gone, and nobody says so."""

from __future__ import annotations

import pytest

from drivers.camera.emulator import HttpCamera
from drivers.contract import Action, DeviceState
from drivers.scanner import Scanner, ScannerAbsent
from tests.faults.code_camera_bench import E_ID, asked, play, shown, until


def test_the_scan_ends_at_once_and_the_next_one_works() -> None:
    async def scenario(emulator: HttpCamera, scanner: Scanner) -> None:
        scan = await asked(scanner, timeout=None)
        emulator.unplug()
        with pytest.raises(ScannerAbsent) as absent:
            await scan
        assert (absent.value.state, absent.value.action) == (DeviceState.NO_DEVICE, Action.MAINTENANCE)
        await until(scanner, DeviceState.NO_DEVICE)
        emulator.plug()
        await until(scanner, DeviceState.ONLINE)
        assert (await shown(emulator, scanner)).text == E_ID

    play(scenario)
