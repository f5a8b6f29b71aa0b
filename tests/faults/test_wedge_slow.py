# SPDX-License-Identifier: GPL-3.0-or-later
from drivers.scanner.emulator import keys
from tests.faults.scanner_bench import E_ID, asked, nothing
from tests.faults.waiting import PATIENCE
from tests.faults.wedge_rig import Rig, all_heard, shown, under_umockdev, wedge


@under_umockdev
async def test_keys_that_come_one_by_one(rig: Rig) -> None:
    """A scanner with a pause between its keys would give many codes for one."""
    scanner = wedge()
    await scanner.start()
    scan = await asked(scanner, timeout=PATIENCE)
    for event in keys.typed(b"Slow-1\r"):
        rig.type([event])
        await all_heard(rig)
    assert (await scan).text == "Slow-1"
    await scanner.close()


@under_umockdev
async def test_a_code_typed_before_the_visit_is_nobodys(rig: Rig) -> None:
    """Somebody who passed by would be the citizen of the next visit."""
    scanner = wedge()
    await scanner.start()
    rig.show("somebody before")
    await nothing(scanner)
    assert (await shown(rig, scanner, E_ID)).text == E_ID
    await scanner.close()
