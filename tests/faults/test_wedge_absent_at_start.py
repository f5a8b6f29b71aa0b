# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.contract import Action, DeviceState
from drivers.scanner import ScannerAbsent
from tests.faults.scanner_bench import E_ID
from tests.faults.waiting import PATIENCE, until
from tests.faults.wedge_rig import Rig, shown, under_umockdev, wedge


@under_umockdev
async def test_absent_at_start_and_plugged_in_later(rig: Rig) -> None:
    """The terminal would have to be started anew whenever the scanner's cable came late."""
    rig.unplug()
    scanner = wedge()
    await scanner.start()
    assert scanner.status.state is DeviceState.NO_DEVICE
    assert scanner.status.action is Action.MAINTENANCE
    with pytest.raises(ScannerAbsent):
        await asyncio.wait_for(scanner.scan(), PATIENCE)
    rig.plug()
    await until(scanner, DeviceState.ONLINE)
    assert (await shown(rig, scanner, E_ID)).text == E_ID
    await scanner.close()
