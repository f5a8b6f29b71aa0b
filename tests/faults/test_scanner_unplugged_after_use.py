# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import pytest

from drivers.contract import DeviceState
from drivers.scanner import Scanner
from drivers.scanner.emulator import Emulator
from tests.faults.scanner_bench import CABLES, E_ID, emulator_on, play, shown
from tests.faults.waiting import until


@pytest.mark.parametrize("cable", CABLES)
def test_unplugged_after_a_code(cable: str, tmp_path: Path) -> None:
    """The next visit would find a scanner that looks well and is not there."""

    async def scenario(emulator: Emulator, scanner: Scanner) -> None:
        assert (await shown(emulator, scanner, E_ID)).text == E_ID
        emulator.unplug()
        await until(scanner, DeviceState.NO_DEVICE)
        emulator.plug()
        await until(scanner, DeviceState.ONLINE)
        assert (await shown(emulator, scanner, "another")).text == "another"

    play(scenario, emulator_on(cable, tmp_path))
