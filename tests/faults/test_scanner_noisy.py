# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import pytest

from drivers.scanner import CodeDamaged, CodeTooLong, Scanner
from drivers.scanner.emulator import Emulator
from tests.faults.scanner_bench import CABLES, E_ID, asked, emulator_on, play, quiet, shown


@pytest.mark.parametrize("cable", CABLES)
def test_noise_before_the_visit_is_nobodys(cable: str, tmp_path: Path) -> None:
    """A bad cable's noise would be the beginning of the first code."""

    async def scenario(emulator: Emulator, scanner: Scanner) -> None:
        emulator.send(b"\xff\x00\xfe")
        emulator.send(b"\xff" * 500)
        await quiet(scanner)
        assert (await shown(emulator, scanner, E_ID)).text == E_ID

    play(scenario, emulator_on(cable, tmp_path))


def test_noise_while_a_code_is_waited_for(tmp_path: Path) -> None:
    """Noise would be taken for a code where the scanner's suffix tells that it is none."""

    async def scenario(emulator: Emulator, scanner: Scanner) -> None:
        scan = await asked(scanner)
        emulator.send(b"\xff\x00\xfe")
        with pytest.raises(CodeDamaged):
            await scan
        assert (await shown(emulator, scanner, E_ID)).text == E_ID

    play(scenario, emulator_on("pty", tmp_path), suffix="cr")


def test_noise_without_end_is_told_once(tmp_path: Path) -> None:
    """A broken scanner would fill the memory, or end visit after visit for one burst."""

    async def scenario(emulator: Emulator, scanner: Scanner) -> None:
        scan = await asked(scanner)
        for _ in range(8):
            emulator.send(b"\xaa" * 1000)
        with pytest.raises(CodeTooLong):
            await scan
        emulator.send(b"\xaa" * 1000 + b"\r")
        await quiet(scanner)
        assert (await shown(emulator, scanner, E_ID)).text == E_ID

    play(scenario, emulator_on("tcp", tmp_path))
