# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

import pytest

from drivers.contract import DeviceState
from drivers.scanner import ScannerAbsent
from drivers.scanner.emulator import keys
from tests.faults.scanner_bench import asked
from tests.faults.waiting import PATIENCE, until
from tests.faults.wedge_rig import Rig, shown, under_umockdev, wedge


@under_umockdev
async def test_unplugged_in_the_midst_of_a_code(rig: Rig) -> None:
    """The first half would be glued to the next code, with Shift still down."""
    scanner = wedge()
    await scanner.start()
    scan = await asked(scanner)
    rig.type([*keys.typed(b"first"), (keys.EV_KEY, keys.LEFT_SHIFT, 1)])
    rig.unplug()
    with pytest.raises(ScannerAbsent) as absent:
        await asyncio.wait_for(scan, PATIENCE)
    assert absent.value.state is DeviceState.NO_DEVICE
    rig.plug()
    await until(scanner, DeviceState.ONLINE)
    assert (await shown(rig, scanner, "second")).text == "second"
    await scanner.close()
