# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import pytest

from drivers.scanner import Scanner
from drivers.scanner.emulator import Emulator
from tests.faults.scanner_bench import CABLES, E_ID, emulator_on, play, shown


@pytest.mark.parametrize("cable", CABLES)
@pytest.mark.parametrize("suffix", [b"", b"\r", b"\r\n"])
def test_a_code_that_comes_byte_by_byte(cable: str, suffix: bytes, tmp_path: Path) -> None:
    """A USB adapter that hands on single bytes would make many codes of one."""

    async def scenario(emulator: Emulator, scanner: Scanner) -> None:
        emulator.split()
        for code in (E_ID, "two\r\nlines", "end"):
            assert (await shown(emulator, scanner, code)).text == code

    play(scenario, emulator_on(cable, tmp_path, suffix=suffix))
