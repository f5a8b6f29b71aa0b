# SPDX-License-Identifier: GPL-3.0-or-later
"""The captures in tests/captures: how each is made by `kiosk device --capture`, with invented people only.

`python -m tests.captured` makes all of them anew.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from drivers.id_reader.emulator import Emulator as ReaderEmulator
from drivers.id_reader.invented import CHEN_GUIYING
from drivers.lights.emulator import RelayBoard
from drivers.scanner.emulator import Emulator as ScannerEmulator
from tests.device_command import Terminal

FOLDER = Path(__file__).parent / "captures"
CODE = "4452-0137-演示"
"""What the scanner is shown; nobody's."""


def id_card(folder: Path, file: Path) -> None:
    """A resident's card on a SAM_A reader."""
    with ReaderEmulator.on_pty(folder / "reader") as reader:
        reader.insert(CHEN_GUIYING)
        _read(folder, "id_reader", "sdt", reader.url, file)


def scanned_code(folder: Path, file: Path) -> None:
    """A QR code, shown to a scanner that sends an AIM identifier."""
    with ScannerEmulator.on_pty(folder / "scanner") as scanner:

        def show() -> None:
            _wait_for(lambda: file.exists() and " command\n" in file.read_text(encoding="ascii"))
            time.sleep(0.3)  # nobody shows a code in the same instant
            scanner.show(CODE, aim="]Q1")

        hand = threading.Thread(target=show)
        hand.start()
        _read(folder, "scanner", "serial", scanner.url, file)
        hand.join()


def presence(folder: Path, file: Path) -> None:
    """Somebody before a sensor on a Modbus board."""
    with RelayBoard.on_pty(folder / "board") as board:
        board.contact(0, closed=True)
        _read(folder, "presence", "modbus", board.url, file)


SCENES: dict[str, Callable[[Path, Path], None]] = {
    "id_reader_sdt": id_card,
    "presence_modbus": presence,
    "scanner_serial": scanned_code,
}
"""By the name of the file."""


def make(name: str, file: Path) -> None:
    """Make one capture anew."""
    with tempfile.TemporaryDirectory() as folder:
        SCENES[name](Path(folder), file)


def _wait_for(condition: Callable[[], bool], within: float = 30.0) -> None:
    until = time.monotonic() + within
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.01)


def _read(folder: Path, device: str, driver: str, port: str, file: Path) -> None:
    terminal = Terminal(folder, f'[devices.{device}]\ndriver = "{driver}"\nport = "{port}"\n')
    done = terminal.kiosk("device", device, "read", "--capture", file)
    if done.status:
        raise RuntimeError(done.out + done.err)


if __name__ == "__main__":
    for name in SCENES:
        with tempfile.TemporaryDirectory() as folder:
            make(name, Path(folder, "wire.txt"))
            shutil.copyfile(Path(folder, "wire.txt"), FOLDER / f"{name}.txt")
