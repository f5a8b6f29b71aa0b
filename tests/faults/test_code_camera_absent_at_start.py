# SPDX-License-Identifier: GPL-3.0-or-later
"""If this fails, a terminal that is switched on before its camera never reads a code."""

from __future__ import annotations

import pytest

from drivers.camera.emulator import HttpCamera
from drivers.contract import Action, DeviceState
from drivers.scanner import Scanner, ScannerAbsent
from tests.faults.code_camera_bench import E_ID, play, shown, until
from tests.faults.waiting import PATIENCE


def test_it_is_told_and_the_camera_used_when_it_comes() -> None:
    async def scenario(emulator: HttpCamera, scanner: Scanner) -> None:
        assert scanner.status.state is DeviceState.NO_DEVICE
        assert scanner.status.action is Action.MAINTENANCE
        with pytest.raises(ScannerAbsent) as absent:
            await scanner.scan(timeout=PATIENCE)
        assert absent.value.status == scanner.status
        emulator.plug()
        await until(scanner, DeviceState.ONLINE)
        assert (await shown(emulator, scanner)).text == E_ID

    play(scenario, plugged=False)
