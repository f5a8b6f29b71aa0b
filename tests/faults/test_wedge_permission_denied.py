# SPDX-License-Identifier: GPL-3.0-or-later
import os

from drivers.contract import DeviceState
from tests.faults.scanner_bench import E_ID, until
from tests.faults.wedge_rig import MISCONFIGURED, Rig, shown, under_umockdev, wedge

_NOBODY = 65534


@under_umockdev
async def test_a_node_without_the_right_to_it(rig: Rig) -> None:
    """The technician would look for a cable while the kiosk's user is not in the group input."""
    rig.allow(0)
    if os.geteuid() == 0:
        os.seteuid(_NOBODY)
    scanner = wedge()
    await scanner.start()
    assert scanner.status == MISCONFIGURED
    os.seteuid(os.getuid())
    rig.allow(0o600)
    await until(scanner, DeviceState.ONLINE)
    assert (await shown(rig, scanner, E_ID)).text == E_ID
    await scanner.close()
