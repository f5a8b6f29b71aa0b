# SPDX-License-Identifier: GPL-3.0-or-later
from random import Random

import pytest

from drivers.contract import DeviceState
from drivers.scanner import CodeTooLong, ScannerAbsent
from drivers.scanner.emulator import keys
from tests.faults.scanner_bench import E_ID, asked, quiet
from tests.faults.waiting import until
from tests.faults.wedge_rig import Rig, all_heard, shown, under_umockdev, wedge


@under_umockdev
async def test_repeats_lamps_and_other_events_between_the_keys(rig: Rig) -> None:
    """A key that is held for a moment, or the lamp of Caps Lock, would end up in the number."""
    scanner = wedge()
    await scanner.start()
    scan = await asked(scanner)
    for event in keys.typed(b"No-1\r"):
        rig.type([event])
        if event[0] == keys.EV_KEY and event[2] == 1:
            rig.type([(keys.EV_KEY, event[1], 2), (17, 1, 1), (4, 4, 458_000), (2, 8, -1), (99, 7, 7)])
    assert (await scan).text == "No-1"
    await scanner.close()


@under_umockdev
async def test_keys_without_end(rig: Rig) -> None:
    """A scanner that is stuck, or a child at a keyboard that was taken for one, would fill the memory."""
    scanner = wedge()
    await scanner.start()
    scan = await asked(scanner)
    for _ in range(40):
        rig.type(keys.typed(b"0" * 200))
    with pytest.raises(CodeTooLong):
        await scan
    assert scanner.status.usable
    await all_heard(rig)
    await quiet(scanner)
    assert (await shown(rig, scanner, E_ID)).text == E_ID
    await scanner.close()


@under_umockdev
async def test_events_at_random_while_nobody_asks(rig: Rig) -> None:
    """A broken cable's noise would be the next person's number, or bring the driver down."""
    scanner = wedge()
    await scanner.start()
    chance = Random(1)
    modifiers = (keys.LEFT_SHIFT, keys.LEFT_CTRL, keys.LEFT_ALT)
    for _ in range(20):
        rig.type(
            (chance.choice((0, 1, 1, 1, 4, 17)), chance.choice((*modifiers, *range(90))), chance.randrange(-1, 3))
            for _ in range(64)
        )
    await all_heard(rig)
    await quiet(scanner)
    assert (await shown(rig, scanner, E_ID)).text == E_ID
    await scanner.close()


@under_umockdev
async def test_half_an_event_is_none(rig: Rig) -> None:
    """A node that is not what it seems would type at random."""
    scanner = wedge()
    await scanner.start()
    scan = await asked(scanner)
    rig.send(keys.packed(keys.typed(b"1"))[:10])
    with pytest.raises(ScannerAbsent):
        await scan
    await until(scanner, DeviceState.ONLINE)
    assert (await shown(rig, scanner, E_ID)).text == E_ID
    await scanner.close()
