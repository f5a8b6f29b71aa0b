# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from drivers.contract import DeviceState, TimedOut
from tests.faults.scanner_bench import E_ID
from tests.faults.waiting import until
from tests.faults.wedge_rig import Rig, shown, under_umockdev, wedge


@under_umockdev
async def test_a_scanner_that_types_nothing(rig: Rig) -> None:
    """A scanner that hangs cannot be told from nobody showing a code; the page must be able to go on either way."""
    scanner = wedge()
    await scanner.start()
    with pytest.raises(TimedOut):
        await scanner.scan(timeout=0.1)
    await until(scanner, DeviceState.ONLINE)
    assert (await shown(rig, scanner, E_ID)).text == E_ID
    await scanner.close()
