# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

from drivers.scanner import Code, Scanner
from drivers.scanner.delays import Delays
from drivers.scanner.emulator import Emulator
from tests.faults.scanner_bench import emulator_on, play, shown


def test_a_slow_wire_without_a_suffix(tmp_path: Path) -> None:
    """A line at 1200 baud, 8 ms a byte, would cut codes."""

    async def scenario(emulator: Emulator, scanner: Scanner) -> None:
        emulator.slow(per_byte=0.008)
        assert await shown(emulator, scanner, b"0123456789abcdef") == Code(b"0123456789abcdef")

    play(scenario, emulator_on("pty", tmp_path, suffix=b""), delays=Delays())


def test_pauses_within_a_code_whose_suffix_is_known(tmp_path: Path) -> None:
    """A serial server that sends in pieces would cut codes, whatever the suffix."""

    async def scenario(emulator: Emulator, scanner: Scanner) -> None:
        emulator.slow(per_byte=0.15)
        assert await shown(emulator, scanner, b"slow") == Code(b"slow")

    play(scenario, emulator_on("tcp", tmp_path), delays=Delays(), suffix="cr")


def test_the_longest_code_at_once(tmp_path: Path) -> None:
    """A full QR code does not fit into the buffers on its way."""

    async def scenario(emulator: Emulator, scanner: Scanner) -> None:
        emulator.slow(per_byte=0.00001)
        assert (await shown(emulator, scanner, b"7" * 7089)).raw == b"7" * 7089

    play(scenario, emulator_on("pty", tmp_path))
