# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

from drivers.scanner import ScannerAbsent
from drivers.scanner.serial import SerialScanner
from tests.faults.barred_port import folder_of_nobodys, forbidden, works_after
from tests.faults.scanner_bench import QUICK, emulator_on


def test_a_port_without_the_right_to_it() -> None:
    """The technician would look for a cable while the kiosk's user lacks a group."""

    async def scenario(port: str) -> None:
        scanner = SerialScanner(port=port, delays=QUICK)
        await works_after(forbidden(port), scanner, scanner.scan, ScannerAbsent)
        await scanner.close()

    with folder_of_nobodys() as folder, emulator_on("pty", folder) as emulator:
        asyncio.run(scenario(emulator.url))
