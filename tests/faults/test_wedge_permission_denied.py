# SPDX-License-Identifier: GPL-3.0-or-later
from drivers.contract import DeviceState
from tests.faults.barred_port import MISCONFIGURED, as_nobody
from tests.faults.scanner_bench import E_ID
from tests.faults.waiting import until
from tests.faults.wedge_rig import Rig, shown, under_umockdev, wedge


@under_umockdev
async def test_a_node_without_the_right_to_it(rig: Rig) -> None:
    """The technician would look for a cable while the kiosk's user is not in the group input."""
    rig.forbid(on=True)
    with as_nobody():
        scanner = wedge()
        await scanner.start()
        assert scanner.status == MISCONFIGURED
    rig.forbid(on=False)
    await until(scanner, DeviceState.ONLINE)
    assert (await shown(rig, scanner, E_ID)).text == E_ID
    await scanner.close()
