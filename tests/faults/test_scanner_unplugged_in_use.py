# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from pathlib import Path

import pytest

from drivers.contract import Action, DeviceState
from drivers.scanner import Scanner, ScannerAbsent
from drivers.scanner.emulator import Emulator
from tests.faults.scanner_bench import CABLES, E_ID, asked, emulator_on, play, shown
from tests.faults.waiting import PATIENCE, until


@pytest.mark.parametrize("cable", CABLES)
def test_unplugged_while_a_code_is_waited_for(cable: str, tmp_path: Path) -> None:
    """The page would go on asking for a code for ever."""

    async def scenario(emulator: Emulator, scanner: Scanner) -> None:
        scan = await asked(scanner, timeout=None)
        emulator.unplug()
        with pytest.raises(ScannerAbsent) as absent:
            await asyncio.wait_for(scan, PATIENCE)
        assert absent.value.action is Action.MAINTENANCE
        assert scanner.status.state is DeviceState.NO_DEVICE
        emulator.plug()
        await until(scanner, DeviceState.ONLINE)
        assert (await shown(emulator, scanner, E_ID)).text == E_ID

    play(scenario, emulator_on(cable, tmp_path))


@pytest.mark.parametrize("cable", CABLES)
def test_unplugged_in_the_midst_of_a_code(cable: str, tmp_path: Path) -> None:
    """Half a code would be glued to the next person's."""

    async def scenario(emulator: Emulator, scanner: Scanner) -> None:
        scan = await asked(scanner)
        emulator.send(b"the first ha")
        emulator.unplug()
        with pytest.raises(ScannerAbsent):
            await scan
        emulator.plug()
        await until(scanner, DeviceState.ONLINE)
        assert (await shown(emulator, scanner, E_ID)).text == E_ID

    play(scenario, emulator_on(cable, tmp_path), suffix="cr")
