# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from drivers.contract import DeviceState
from drivers.scanner import ScannerAbsent
from tests.faults.barred_port import MISCONFIGURED
from tests.faults.scanner_bench import E_ID
from tests.faults.waiting import until
from tests.faults.wedge_rig import Rig, shown, under_umockdev, wedge


@under_umockdev
async def test_a_keyboard_that_another_program_holds_is_not_used(rig: Rig) -> None:
    """Each code would be typed into the open page too, and its Enter would press whatever has the focus."""
    rig.take(on=True)
    scanner = wedge()
    await scanner.start()
    assert scanner.status == MISCONFIGURED
    with pytest.raises(ScannerAbsent) as absent:
        await scanner.scan()
    assert absent.value.status == MISCONFIGURED
    assert not rig.grabbed
    rig.take(on=False)
    await until(scanner, DeviceState.ONLINE)
    assert rig.grabbed
    assert (await shown(rig, scanner, E_ID)).text == E_ID
    await scanner.close()


@under_umockdev
async def test_two_programs_with_one_scanner(rig: Rig) -> None:
    """Each would get half of the keys; or the second one would never get a scanner that becomes free."""
    first, second = wedge(), wedge()
    await first.start()
    await second.start()
    assert first.status.state is DeviceState.ONLINE
    assert second.status == MISCONFIGURED
    await first.close()
    await until(second, DeviceState.ONLINE)
    assert (await shown(rig, second, E_ID)).text == E_ID
    await second.close()
