# SPDX-License-Identifier: GPL-3.0-or-later
"""If this fails, nobody learns that a sticker or dust on the lens is why no code is read."""

from __future__ import annotations

import pytest

from drivers.camera.emulator import HttpCamera, Lens
from drivers.contract import Action
from drivers.scanner import Scanner
from tests.faults import camera_bench
from tests.faults.code_camera_bench import E_ID, asked, desk, play


@pytest.mark.parametrize(
    ("lens", "action"),
    [(Lens.COVERED, Action.CLEAR), (Lens.SMEARED, Action.MAINTENANCE)],
)
def test_the_way_to_clear_it_is_told_and_the_scan_goes_on(lens: Lens, action: Action) -> None:
    async def scenario(emulator: HttpCamera, scanner: Scanner) -> None:
        scan = await asked(scanner, timeout=None)
        emulator.scene.happen(lens)
        await camera_bench.when(scanner, lambda status: status.action is action)
        assert scanner.status.usable
        emulator.scene.happen(Lens.CLEAR)
        await camera_bench.when(scanner, lambda status: status.action is None)
        emulator.scene.show(desk(E_ID))
        assert (await scan).text == E_ID

    play(scenario)
