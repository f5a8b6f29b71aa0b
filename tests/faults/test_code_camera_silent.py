# SPDX-License-Identifier: GPL-3.0-or-later
"""If this fails, a camera that has hung up keeps a person waiting until the visit ends."""

from __future__ import annotations

import asyncio

import pytest

from drivers.camera.emulator import HttpCamera
from drivers.contract import Action, DeviceState
from drivers.scanner import Scanner, ScannerAbsent
from tests.faults.code_camera_bench import E_ID, asked, play, shown, until
from tests.faults.waiting import PATIENCE


def test_it_is_told_within_its_time_and_survived() -> None:
    async def scenario(emulator: HttpCamera, scanner: Scanner) -> None:
        scan = await asked(scanner, timeout=None)
        emulator.silence(on=True)
        async with asyncio.timeout(PATIENCE):
            with pytest.raises(ScannerAbsent) as silent:
                await scan
        assert (silent.value.state, silent.value.action) == (DeviceState.OFFLINE, Action.RESET)
        emulator.silence(on=False)
        await until(scanner, DeviceState.ONLINE)
        assert (await shown(emulator, scanner)).text == E_ID

    play(scenario)
