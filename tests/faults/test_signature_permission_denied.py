# SPDX-License-Identifier: GPL-3.0-or-later
from drivers.contract import DeviceState
from tests.faults.barred_port import MISCONFIGURED, as_nobody
from tests.faults.pen_rig import Rig, pad_at, under_umockdev
from tests.faults.waiting import until


@under_umockdev
async def test_no_right_to_the_node(rig: Rig) -> None:
    """The technician would look for a cable while the kiosk's user lacks a group."""
    rig.forbid(on=True)
    with as_nobody():
        pad = pad_at()
        await pad.start()
        assert pad.status == MISCONFIGURED
    rig.forbid(on=False)
    await until(pad, DeviceState.ONLINE)
    await pad.close()
