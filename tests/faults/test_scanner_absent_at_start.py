# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from pathlib import Path

import pytest

from drivers.contract import Action, DeviceState
from drivers.scanner import ScannerAbsent
from drivers.scanner.serial import SerialScanner
from tests.faults.scanner_bench import CABLES, E_ID, QUICK, emulator_on, shown
from tests.faults.waiting import PATIENCE, until


@pytest.mark.parametrize("cable", CABLES)
def test_absent_at_start_and_plugged_in_later(cable: str, tmp_path: Path) -> None:
    """The terminal would have to be started anew whenever the scanner's cable came late."""

    async def scenario() -> None:
        scanner = SerialScanner(port=emulator.url, delays=QUICK)
        await scanner.start()
        try:
            assert scanner.status.state is DeviceState.NO_DEVICE
            assert scanner.status.action is Action.MAINTENANCE
            with pytest.raises(ScannerAbsent) as absent:
                await asyncio.wait_for(scanner.scan(), PATIENCE)
            assert absent.value.state is DeviceState.NO_DEVICE
            emulator.plug()
            await until(scanner, DeviceState.ONLINE)
            assert (await shown(emulator, scanner, E_ID)).text == E_ID
        finally:
            await scanner.close()

    with emulator_on(cable, tmp_path) as emulator:
        emulator.unplug()
        asyncio.run(scenario())
