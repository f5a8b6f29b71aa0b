# SPDX-License-Identifier: GPL-3.0-or-later
"""If this fails, a code is lost on a slow network, or a camera with few pictures a second reads none."""

from __future__ import annotations

from drivers.camera.emulator import HttpCamera
from drivers.scanner import Scanner
from tests.faults.code_camera_bench import E_ID, play, shown


def test_five_pictures_a_second_are_enough() -> None:
    async def scenario(emulator: HttpCamera, scanner: Scanner) -> None:
        emulator.pace(5)
        assert (await shown(emulator, scanner)).text == E_ID

    play(scenario, first=2.0, next=1.5)
