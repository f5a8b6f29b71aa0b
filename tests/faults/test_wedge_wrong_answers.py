# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.scanner import ScannerAbsent
from drivers.scanner.emulator.keyboard import VOLUME
from drivers.scanner.evdev import WedgeScanner
from tests.faults.barred_port import MISCONFIGURED
from tests.faults.scanner_bench import QUICK
from tests.faults.wedge_rig import Rig, under_umockdev, wedge


@under_umockdev
async def test_the_node_that_does_not_type(rig: Rig) -> None:
    """A scanner has two nodes; with the wrong one it would look well and never read anything."""
    rig.makeup = VOLUME
    scanner = wedge()
    await scanner.start()
    assert scanner.status == MISCONFIGURED
    with pytest.raises(ScannerAbsent, match="another"):
        await scanner.scan()
    assert not rig.grabbed
    await scanner.close()


def test_what_is_no_event_node() -> None:
    """A mistaken path would be read as keys."""

    async def scenario() -> None:
        scanner = WedgeScanner("/dev/null", delays=QUICK)
        await scanner.start()
        try:
            assert scanner.status == MISCONFIGURED
        finally:
            await scanner.close()

    asyncio.run(scenario())
