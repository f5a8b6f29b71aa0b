# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from pathlib import Path

import pytest

from drivers.contract import TimedOut
from drivers.emulator import PtyCable
from drivers.scanner import Scanner
from drivers.scanner.emulator import Emulator
from tests.faults.scanner_bench import E_ID, asked, play

ON, OFF = b"\x16T\r", b"\x16U\r"
"""SYN T CR and SYN U CR, as Honeywell's scanners take them."""


def test_a_scanner_that_looks_only_when_told(tmp_path: Path) -> None:
    """Its light would burn all day in everybody's eyes, or never when a code is asked for."""

    async def scenario(emulator: Emulator, scanner: Scanner) -> None:
        await asyncio.to_thread(emulator.wait_for, OFF)
        emulator.show("nobody asked")
        scan = await asked(scanner)
        await asyncio.to_thread(emulator.wait_for, ON)
        emulator.show(E_ID)
        assert (await scan).text == E_ID
        await asyncio.to_thread(emulator.wait_for, OFF)

    emulator = Emulator(PtyCable(tmp_path / "ttySCANNER"), triggered=(ON, OFF))
    play(scenario, emulator, trigger_on="16 54 0D", trigger_off="16550d")


@pytest.mark.parametrize("how", ["cancelled", "out of time"])
def test_it_stops_looking_when_nobody_waits_any_more(how: str, tmp_path: Path) -> None:
    """A scanner would go on reading the papers of whoever comes next."""

    async def scenario(emulator: Emulator, scanner: Scanner) -> None:
        await asyncio.to_thread(emulator.wait_for, OFF)
        scan = await asked(scanner, timeout=0.3 if how == "out of time" else None)
        await asyncio.to_thread(emulator.wait_for, ON)
        await asyncio.to_thread(emulator.wait_for, ON)  # told again: it stops by itself at some time
        if how == "cancelled":
            scan.cancel()
        with pytest.raises((asyncio.CancelledError, TimedOut)):
            await scan
        await asyncio.to_thread(emulator.wait_for, OFF)

    emulator = Emulator(PtyCable(tmp_path / "ttySCANNER"), triggered=(ON, OFF))
    play(scenario, emulator, trigger_on="16 54 0D", trigger_off="16 55 0D")
