# SPDX-License-Identifier: GPL-3.0-or-later
"""If this fails, a person holds a phone to a camera that has gone, and nobody says so."""

from __future__ import annotations

from drivers.camera.emulator import HttpCamera
from drivers.contract import DeviceState
from drivers.scanner import Scanner
from tests.faults.code_camera_bench import E_ID, play, shown, until


def test_unplugged_after_reading_the_code_stays_read() -> None:
    async def scenario(emulator: HttpCamera, scanner: Scanner) -> None:
        code = await shown(emulator, scanner)
        emulator.unplug()
        await until(scanner, DeviceState.NO_DEVICE)
        assert code.text == E_ID

    play(scenario)
