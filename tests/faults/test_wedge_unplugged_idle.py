# SPDX-License-Identifier: GPL-3.0-or-later


from drivers.contract import DeviceState
from tests.faults.scanner_bench import E_ID
from tests.faults.waiting import until
from tests.faults.wedge_rig import Rig, shown, under_umockdev, wedge


@under_umockdev
async def test_unplugged_and_back_while_nobody_asks(rig: Rig) -> None:
    """A page would offer a scanner that is not there; one that is back would type into the page, ungrabbed."""
    scanner = wedge()
    await scanner.start()
    rig.unplug()
    await until(scanner, DeviceState.NO_DEVICE)
    rig.plug()
    await until(scanner, DeviceState.ONLINE)
    assert rig.grabbed
    assert (await shown(rig, scanner, E_ID)).text == E_ID
    await scanner.close()
