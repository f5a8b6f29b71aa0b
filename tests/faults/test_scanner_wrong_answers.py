# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import pytest

from drivers.contract import Action, DeviceState
from drivers.scanner import CodeDamaged, CodeTooLong, CodeUnreadable, ConfigurationCode, Scanner
from drivers.scanner.emulator import Emulator
from tests.faults.scanner_bench import E_ID, asked, emulator_on, play, quiet, shown


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        (b"@FACDEF\r", ConfigurationCode),
        (b"7" * 8000 + b"\r", CodeTooLong),
        (b"]Q1" + b"7" * 7090 + b"\r", CodeTooLong),
        (b"no suffix", CodeDamaged),
        (b"\r", CodeDamaged),
        (b"]Q1\r", CodeDamaged),
    ],
)
def test_what_is_no_code_of_a_citizen(sent: bytes, error: type[CodeUnreadable], tmp_path: Path) -> None:
    """The page would show a set-up code or half a code as somebody's document, or the scanner be lost for the visit."""

    async def scenario(emulator: Emulator, scanner: Scanner) -> None:
        scan = await asked(scanner)
        emulator.send(sent)
        with pytest.raises(error) as unreadable:
            await scan
        assert type(unreadable.value) is error
        assert unreadable.value.status.state is DeviceState.USER_ERROR
        assert unreadable.value.action is Action.CLEAR
        assert sent.strip().decode() not in str(unreadable.value) or not sent.strip()
        assert scanner.status.state is DeviceState.ONLINE
        await quiet(scanner)
        assert (await shown(emulator, scanner, E_ID)).text == E_ID

    play(scenario, emulator_on("tcp", tmp_path), suffix="cr")


def test_a_code_is_never_an_order(tmp_path: Path) -> None:
    """A stranger's code would open a page, run a program or be printed; it is bytes, and nothing more."""

    async def scenario(emulator: Emulator, scanner: Scanner) -> None:
        for content in ("https://example.invalid/?x=1", "\x1bc\x1b]0;x\x07", "file:///etc/passwd", "; reboot"):
            assert (await shown(emulator, scanner, content)).raw == content.encode()

    play(scenario, emulator_on("pty", tmp_path))
