# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from pathlib import Path

from drivers.scanner import ScannerAbsent
from drivers.scanner.serial import SerialScanner
from tests.faults.barred_port import held_by_another_program, works_after
from tests.faults.scanner_bench import E_ID, QUICK, emulator_on, shown


def test_a_port_that_another_program_holds(tmp_path: Path) -> None:
    """Two programs would each get half of every code: ModemManager asks every new port whether it is a modem."""

    async def scenario(port: str) -> None:
        scanner = SerialScanner(port=port, delays=QUICK)
        await works_after(held_by_another_program(port), scanner, scanner.scan, ScannerAbsent)
        assert (await shown(emulator, scanner, E_ID)).text == E_ID
        await scanner.close()

    with emulator_on("pty", tmp_path) as emulator:
        asyncio.run(scenario(emulator.url))
