# SPDX-License-Identifier: GPL-3.0-or-later
from drivers.contract import DeviceState
from tests.faults.barred_port import MISCONFIGURED
from tests.faults.pen_rig import Rig, pad_at, under_umockdev
from tests.faults.waiting import until


@under_umockdev
async def test_another_program_holds_the_pad(rig: Rig) -> None:
    """Whoever writes would press buttons of another program's page, and his strokes be lost to ours."""
    rig.take(on=True)
    pad = pad_at()
    await pad.start()
    assert pad.status == MISCONFIGURED
    rig.take(on=False)
    await until(pad, DeviceState.ONLINE)
    await pad.close()


@under_umockdev
async def test_two_programs_with_one_pad(rig: Rig) -> None:
    """Each would get half of the strokes; or the second one would wait for ever for a pad that becomes free."""
    first, second = pad_at(), pad_at()
    await first.start()
    await second.start()
    assert first.status.state is DeviceState.ONLINE
    assert second.status == MISCONFIGURED
    await first.close()
    await until(second, DeviceState.ONLINE)
    assert rig.grabbed
    await second.close()
