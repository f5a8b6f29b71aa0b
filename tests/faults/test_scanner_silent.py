# SPDX-License-Identifier: GPL-3.0-or-later
import time
from pathlib import Path

import pytest

from drivers.contract import DeviceState, TimedOut
from drivers.scanner import Closed, Scanner
from drivers.scanner.delays import Delays
from drivers.scanner.emulator import Emulator
from tests.faults.scanner_bench import E_ID, asked, emulator_on, play, shown
from tests.faults.waiting import free_at_once, until


def test_a_scanner_that_says_nothing(tmp_path: Path) -> None:
    """A visit would stand still before a dead scanner; nothing but the time limit can tell."""

    async def scenario(emulator: Emulator, scanner: Scanner) -> None:
        emulator.silence(on=True)
        scan = await asked(scanner, timeout=0.5)
        emulator.show(E_ID)
        with pytest.raises(TimedOut):
            await scan
        await until(scanner, DeviceState.ONLINE)
        emulator.silence(on=False)
        assert (await shown(emulator, scanner, E_ID)).text == E_ID

    play(scenario, emulator_on("pty", tmp_path))


def test_a_caller_who_goes_is_free_at_once(tmp_path: Path) -> None:
    """Whoever goes home would see the page hang, and the next code would be lost with the old caller."""

    async def scenario(emulator: Emulator, scanner: Scanner) -> None:
        scan = await asked(scanner)
        await free_at_once(scan)
        assert (await shown(emulator, scanner, E_ID)).text == E_ID

    play(scenario, emulator_on("pty", tmp_path))


def test_closed_while_a_code_is_waited_for(tmp_path: Path) -> None:
    """The terminal would not end."""

    async def scenario(emulator: Emulator, scanner: Scanner) -> None:
        scan = await asked(scanner, timeout=None)
        await scanner.close()
        with pytest.raises(Closed):
            await scan
        assert scanner.status.state is DeviceState.UNKNOWN

    play(scenario, emulator_on("tcp", tmp_path))


def test_waiting_costs_next_to_nothing(tmp_path: Path) -> None:
    """A scanner that is waited for all day would heat the terminal; the promise is under 5 % of one core."""

    async def scenario(emulator: Emulator, scanner: Scanner) -> None:
        scan = await asked(scanner, timeout=0.6)
        used, begun = time.process_time(), time.monotonic()
        with pytest.raises(TimedOut):
            await scan
        assert (time.process_time() - used) / (time.monotonic() - begun) < 0.05

    play(scenario, emulator_on("pty", tmp_path), delays=Delays())
