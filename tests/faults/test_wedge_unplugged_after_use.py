# SPDX-License-Identifier: GPL-3.0-or-later


from drivers.contract import DeviceState
from tests.faults.scanner_bench import E_ID
from tests.faults.waiting import until
from tests.faults.wedge_rig import Rig, shown, under_umockdev, wedge


@under_umockdev
async def test_unplugged_after_a_code(rig: Rig) -> None:
    """The code that was read would be lost, or read a second time when the scanner is back."""
    scanner = wedge()
    await scanner.start()
    code = await shown(rig, scanner, E_ID)
    rig.unplug()
    await until(scanner, DeviceState.NO_DEVICE)
    assert code.text == E_ID
    rig.plug()
    await until(scanner, DeviceState.ONLINE)
    assert rig.grabbed
    assert (await shown(rig, scanner, "another")).text == "another"
    await scanner.close()
