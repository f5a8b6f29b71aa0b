# SPDX-License-Identifier: GPL-3.0-or-later
"""If this fails, a code is lost on a slow network, or a camera with few pictures a second reads none."""

from __future__ import annotations

from drivers.camera.emulator import HttpCamera
from drivers.scanner import Scanner
from tests.faults.code_camera_bench import E_ID, play, shown


def test_pictures_in_pieces_are_whole_pictures() -> None:
    async def scenario(emulator: HttpCamera, scanner: Scanner) -> None:
        emulator.split(1460, pause=0.0005)
        assert (await shown(emulator, scanner)).text == E_ID

    play(scenario)
