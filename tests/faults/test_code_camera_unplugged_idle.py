# SPDX-License-Identifier: GPL-3.0-or-later
"""If this fails, a camera that was pulled out at night is noticed by the first person in the morning."""

from __future__ import annotations

import logging

import pytest

from drivers.camera.emulator import HttpCamera
from drivers.contract import DeviceState
from drivers.scanner import Scanner
from tests.faults.code_camera_bench import E_ID, play, shown, until


def test_it_is_noticed_and_its_return_too(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(emulator: HttpCamera, scanner: Scanner) -> None:
        await until(scanner, DeviceState.ONLINE)
        emulator.unplug()
        await until(scanner, DeviceState.NO_DEVICE)
        emulator.plug()
        await until(scanner, DeviceState.ONLINE)
        assert (await shown(emulator, scanner)).text == E_ID

    with caplog.at_level(logging.INFO):
        play(scenario)
    told = [record.getMessage().partition(":")[0] for record in caplog.records]
    assert told == ["code camera is there", "code camera is lost", "code camera is there"]
    assert E_ID not in caplog.text
