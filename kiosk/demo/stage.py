# SPDX-License-Identifier: GPL-3.0-or-later
"""The stage of the demo: a reference platform and the devices of the bench, around a real terminal.

Everything lies in one folder. Engine and ui run as on a terminal, as processes of their own, and know nothing of it.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from drivers.id_reader.emulator import Emulator as ReaderEmulator
from kiosk.app import engine_environment
from kiosk.demo.desktop import Spot
from kiosk.demo.emulators import DEVICES, emulated
from kiosk.demo.emulators.document_printer import SECONDS_PER_SHEET
from kiosk.demo.steering import Emulated, Steered
from kiosk.places import Places
from kiosk.province.reference.provision import enrol_terminal
from kiosk.province.reference.running import RunningPlatform
from kiosk.store import STORE
from kiosk.supervisor import kiosk_command
from offline_cache.clock import SystemClock
from offline_cache.database import Database
from offline_cache.outbox.queue import Queue
from offline_cache.outbox.transaction import Transaction
from offline_cache.sealing import Suite
from printers.document.emulator import Emulator as DocumentPrinterEmulator
from printers.receipt.emulator import Emulator as PrinterEmulator

TERMINAL_ID = "4452-0137"
DIVISION = "445202003201"

_TERMINAL_FILE = """\
[terminal]
id = "{id}"
division = "{division}"
place = {{ hans = "演示街道样例村", hant = "演示街道樣例村", en = "Yangli village (demo)" }}

[platform]
url = "{url}"
credentials = "credentials"

"""


class Stage:
    """A context manager: entering sets everything up but engine and ui, leaving ends all of it."""

    def __init__(self, folder: Path, *, reader: ReaderEmulator | None = None, suite: Suite = Suite.HPKE) -> None:
        self.folder = folder.absolute()
        self.places = Places.of(self.folder / "terminal")
        self.terminal_file = self.places.config / "terminal.toml"
        self.hands_address = self.places.run / "hands.sock"
        self.platform = RunningPlatform(self.folder / "platform", suite=suite)
        self.reader = reader or ReaderEmulator.on_pty(self.places.run / "id_reader")
        self.printer = PrinterEmulator()
        self.document_printer = DocumentPrinterEmulator(seconds_per_sheet=SECONDS_PER_SHEET)
        self.devices: dict[str, Steered[Any]] = {}
        """All that a hand can do to the devices, by their names in terminal.toml."""
        self._running = contextlib.ExitStack()
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Stage:
        try:
            self._set_up()
        except BaseException:
            # A platform that is left running would keep the program from ending.
            self.__exit__()
            raise
        return self

    def _set_up(self) -> None:
        self.places.config.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.places.prepare()
        self._running.callback(self.platform.close)
        self.platform.start()
        shown = [device for device in map(emulated, DEVICES) if device.panel]
        devices = "".join(f"{self._emulate(device)}\n" for device in shown)
        self.devices["presence"].do("come")
        enrol_terminal(
            self.platform.folder,
            self.platform.database,
            terminal=TERMINAL_ID,
            division=DIVISION,
            credentials=self.places.config / "credentials",
            now=datetime.now(UTC),
        )
        self.terminal_file.write_text(
            _TERMINAL_FILE.format(id=TERMINAL_ID, division=DIVISION, url=self.platform.url) + devices,
            encoding="utf-8",
        )

    def _emulate(self, device: Emulated[Any]) -> str:
        """Start a device and return what terminal.toml has to say; nothing for one that this machine cannot have."""
        own: dict[str, Any] = {
            "id_reader": self.reader,
            "receipt_printer": self.printer,
            "document_printer": self.document_printer,
        }
        emulator = own.get(device.name) or device.on_tcp(device.port)
        self._running.callback(emulator.__exit__, None, None, None)
        emulator.__enter__()
        steered = self.devices[device.name] = Steered(device, emulator)
        if device.missing is not None and device.missing(steered.facts) is not None:
            return ""
        return device.toml(emulator)

    def __exit__(self, *_: object) -> None:
        with self._running:  # each is ended, whatever became of the others
            for name in list(self._processes):
                self.end(name)

    def transactions(self) -> list[Transaction]:
        """Return what the terminal's own queue holds, oldest first."""
        database = Database(self.places.state / STORE)
        try:
            return Queue(database, SystemClock()).listed(limit=1000)
        finally:
            database.close()

    def newest_number(self) -> str | None:
        """Return the number on the newest receipt; None before there is one."""
        transactions = self.transactions() if (self.places.state / STORE).exists() else []
        return transactions[-1].number if transactions else None

    def start_engine(self, *command: str) -> subprocess.Popen[bytes]:
        """Start the engine; a fault test names another command that runs it."""
        arguments = ["--terminal", str(self.terminal_file), "--data", str(self.places.state.parent)]
        return self._start(
            "engine",
            [*(command or kiosk_command("run", "--only", "engine")), *arguments],
            engine_environment(self.places),
        )

    def start_ui(
        self,
        size: tuple[int, int] | None,
        *,
        hands: bool,
        spot: Spot | None = None,
        module: str = "kiosk.demo.screen",
    ) -> subprocess.Popen[bytes]:
        """Start the ui in a window of this size in its own pixels, with hands at it or without.

        A `spot` says where it stands on the screen, and how small. A test names its own module.
        """
        window = f"{size[0]}x{size[1]}" if size else "fit"
        environment = self.places.environment("ui") | _display()
        if spot is not None:
            window += f"+{round(spot.x / spot.scale)}+{round(spot.y / spot.scale)}"
            environment["QT_SCALE_FACTOR"] = f"{spot.scale:.4f}"
        command = [sys.executable, "-P", "-m", module, str(self.places.run / "engine.sock"), window]
        if hands:
            command.append(str(self.hands_address))
        return self._start("ui", command, environment)

    def process(self, name: str) -> subprocess.Popen[bytes]:
        """Return the engine or the ui as it runs."""
        return self._processes[name]

    def end(self, name: str) -> int:
        """End a process and return its exit status."""
        process = self._processes.pop(name)
        process.terminate()
        try:
            return process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def _start(self, name: str, command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        self._processes[name] = process
        return process


def _display() -> dict[str, str]:
    """Return what lets a process with a HOME of its own onto this X display, whose key may lie in the user's home."""
    key = Path.home() / ".Xauthority"
    return {"XAUTHORITY": str(key)} if "XAUTHORITY" not in os.environ and key.exists() else {}
