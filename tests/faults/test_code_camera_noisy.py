# SPDX-License-Identifier: GPL-3.0-or-later
"""If this fails, a worn cable ends the reading of codes, or a damaged picture is read."""

from __future__ import annotations

import pytest

from drivers.camera.emulator import HttpCamera
from drivers.contract import DeviceState
from drivers.scanner import Scanner, ScannerAbsent
from tests.faults.code_camera_bench import E_ID, asked, desk, play, shown, until


@pytest.mark.parametrize("how", ["cut", "noise"])
def test_damaged_pictures_are_no_codes_and_sound_ones_are_again(how: str) -> None:
    async def scenario(emulator: HttpCamera, scanner: Scanner) -> None:
        scan = await asked(scanner)
        emulator.damage(how)
        emulator.scene.show(desk(E_ID))
        with pytest.raises(ScannerAbsent):
            await scan
        emulator.scene.show(desk())
        emulator.damage("")
        await until(scanner, DeviceState.ONLINE)
        assert (await shown(emulator, scanner)).text == E_ID

    play(scenario)
