# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.contract import Action, DeviceState
from drivers.scanner import ScannerAbsent
from drivers.scanner.serial import SerialScanner
from tests.faults.scanner_bench import QUICK, emulator_on, until

_NOBODY = 65534


@pytest.fixture
def without_rights() -> Iterator[None]:
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_port_without_the_right_to_it(without_rights: None) -> None:
    """The technician would look for a cable while the kiosk's user lacks a group."""

    async def scenario(port: str) -> None:
        scanner = SerialScanner(port=port, delays=QUICK)
        await scanner.start()
        try:
            assert scanner.status.state is DeviceState.OFFLINE
            assert scanner.status.action is Action.CONFIGURATION
            with pytest.raises(ScannerAbsent) as absent:
                await scanner.scan()
            assert absent.value.action is Action.CONFIGURATION
            Path(port).chmod(0o600)
            await until(scanner, DeviceState.ONLINE)
        finally:
            await scanner.close()

    folder = Path("/tmp") / f"kiosk-test-scanner-{os.getpid()}"
    folder.mkdir()
    try:
        with emulator_on("pty", folder) as emulator:
            Path(emulator.url).chmod(0)
            asyncio.run(scenario(emulator.url))
    finally:
        folder.rmdir()
