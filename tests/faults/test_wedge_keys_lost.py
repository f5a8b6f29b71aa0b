# SPDX-License-Identifier: GPL-3.0-or-later

import pytest

from drivers.contract import DeviceState
from drivers.scanner import CodeDamaged
from drivers.scanner.emulator import keys
from tests.faults.scanner_bench import E_ID, asked
from tests.faults.waiting import until
from tests.faults.wedge_rig import Rig, shown, under_umockdev, wedge


@under_umockdev
async def test_keys_that_the_kernel_dropped_or_that_are_no_character(rig: Rig) -> None:
    """A code with a hole in it would be taken for whole."""
    scanner = wedge()
    await scanner.start()
    dropped = [(keys.EV_SYN, keys.SYN_DROPPED, 0)]
    f1 = list(keys.press(59))
    windows = list(keys.press(125))
    code_point = list(keys.alt_number(5432))
    for hole in (dropped, f1, windows, code_point):
        scan = await asked(scanner)
        rig.type([*keys.typed(b"co"), *hole, *keys.typed(b"de\r")])
        with pytest.raises(CodeDamaged):
            await scan
        await until(scanner, DeviceState.ONLINE)
    assert (await shown(rig, scanner, E_ID)).text == E_ID
    await scanner.close()
