# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import fcntl
from pathlib import Path

import pytest

from drivers.contract import Action, DeviceState
from drivers.scanner import ScannerAbsent
from drivers.scanner.serial import SerialScanner
from tests.faults.scanner_bench import E_ID, QUICK, emulator_on, shown, until


def test_a_port_that_another_program_holds(tmp_path: Path) -> None:
    """Two programs would each get half of every code: ModemManager asks every new port whether it is a modem."""

    async def scenario(port: str) -> None:
        scanner = SerialScanner(port=port, delays=QUICK)
        with Path(port).open("rb", buffering=0) as other:
            fcntl.flock(other, fcntl.LOCK_EX)
            await scanner.start()
            assert scanner.status.state is DeviceState.OFFLINE
            assert scanner.status.action is Action.CONFIGURATION
            with pytest.raises(ScannerAbsent) as absent:
                await scanner.scan()
            assert absent.value.state is DeviceState.OFFLINE
        await until(scanner, DeviceState.ONLINE)
        assert (await shown(emulator, scanner, E_ID)).text == E_ID
        await scanner.close()

    with emulator_on("pty", tmp_path) as emulator:
        asyncio.run(scenario(emulator.url))
