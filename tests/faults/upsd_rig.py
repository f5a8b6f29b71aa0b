# SPDX-License-Identifier: GPL-3.0-or-later
"""The real `upsd` with its `dummy-ups` driver, which reads the supply's state from a file; and the driver before it."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from drivers.attachment import Pace
from drivers.ups import Power, Supply, Ups
from drivers.ups.nut import Limits, NutUps
from tests.faults.waiting import PATIENCE, told

_PROGRAMS = ("/lib/nut/upsd", "/lib/nut/dummy-ups")

QUICK = Pace(look=0.02, retry_first=0.02, retry_most=0.1)
SHORT = Limits(answer=0.3)


class RealUpsd:
    """Two processes of Network UPS Tools in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._state = folder / "ups.dev"
        self._changes = itertools.count(1)
        self._user = pwd.getpwuid(os.geteuid()).pw_name
        self._driver: subprocess.Popen[bytes] | None = None
        self._upsd: subprocess.Popen[bytes] | None = None
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port: int = free.getsockname()[1]
        self.url = f"socket://127.0.0.1:{self._port}"
        self.power("OL", charge=100)
        (folder / "ups.conf").write_text(
            f"[ups]\n driver = dummy-ups\n port = {self._state}\n mode = dummy-once\n pollinterval = 1\n"
        )
        (folder / "upsd.conf").write_text(f"LISTEN 127.0.0.1 {self._port}\nMAXAGE 2\n")
        (folder / "upsd.users").write_text("")

    def power(self, status: str, *, charge: int = 50, runtime: int = 600) -> None:
        """Let the supply report this from its next poll on."""
        written = self._state.with_suffix(".new")
        written.write_text(
            f"ups.status: {status}\nbattery.charge: {charge}\nbattery.runtime: {runtime}\nups.serial: E2E0001\n"
        )
        # The driver looks at whole seconds of the file's age, and would miss the second change within one.
        age = 1_000_000_000 + next(self._changes)
        os.utime(written, (age, age))
        written.replace(self._state)

    def start_driver(self) -> None:
        """Start the supply's driver."""
        self._driver = self._run(_PROGRAMS[1], "-a", "ups", "-u", self._user, "-F")
        until = time.monotonic() + 10
        while not (self._folder / "dummy-ups-ups").exists():  # upsd would look for it again only seconds later
            assert time.monotonic() < until
            assert self._driver.poll() is None, (self._folder / "log").read_text()
            time.sleep(0.01)

    def stop_driver(self) -> None:
        """Kill the supply's driver."""
        _end(self._driver, signal.SIGKILL)
        self._driver = None

    def freeze_driver(self, *, on: bool) -> None:
        """Stop the supply's driver without ending it, as when its cable is out; or let it go on."""
        assert self._driver
        self._driver.send_signal(signal.SIGSTOP if on else signal.SIGCONT)

    def start(self) -> None:
        """Start `upsd`."""
        self._upsd = self._run(_PROGRAMS[0], "-u", self._user, "-F")
        until = time.monotonic() + 10
        while True:
            with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", self._port), 1):
                return
            assert time.monotonic() < until
            assert self._upsd.poll() is None, (self._folder / "log").read_text()
            time.sleep(0.01)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End `upsd`."""
        _end(self._upsd, how)
        self._upsd = None

    def freeze(self, *, on: bool) -> None:
        """Stop `upsd` without ending it, or let it go on."""
        assert self._upsd
        self._upsd.send_signal(signal.SIGSTOP if on else signal.SIGCONT)

    def mend(self) -> None:
        """Undo what a test that failed has left behind."""
        for process, start in ((self._driver, self.start_driver), (self._upsd, self.start)):
            if process is None or process.poll() is not None:
                start()
            else:
                process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        """End both."""
        _end(self._upsd, signal.SIGKILL)
        _end(self._driver, signal.SIGKILL)

    def _run(self, *command: str) -> subprocess.Popen[bytes]:
        folder = str(self._folder)
        places = {"NUT_CONFPATH": folder, "NUT_STATEPATH": folder, "NUT_ALTPIDPATH": folder}
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(command, env=os.environ | places, stdout=log, stderr=log, stdin=subprocess.DEVNULL)


@contextmanager
def real_upsd() -> Iterator[RealUpsd]:
    """The service, running; skips where Network UPS Tools are not installed. It takes two seconds to start."""
    missing = [program for program in _PROGRAMS if shutil.which(program) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)} (package nut-server)")
    # A short path: the driver's socket has to fit into a socket address.
    with tempfile.TemporaryDirectory(prefix="nut-", dir="/tmp") as folder:
        service = RealUpsd(Path(folder))
        try:
            service.start_driver()
            service.start()
            yield service
        finally:
            service.close()


def ups_at(port: str, ups: str = "", *, limits: Limits = SHORT, pace: Pace = QUICK) -> NutUps:
    return NutUps(port=port, ups=ups, limits=limits, pace=pace)


async def feeds(ups: Ups, *supplies: Supply, within: float = PATIENCE) -> Power:
    """Wait until the terminal is fed so."""
    await told(ups.watch, lambda: ups.power.supply in supplies, within=within)
    return ups.power


async def tells(ups: Ups, power: Power) -> None:
    """Wait until all of this is told; the lines of a supply's file reach upsd one by one."""
    await told(ups.watch, lambda: ups.power == power)


def _end(process: subprocess.Popen[bytes] | None, how: signal.Signals) -> None:
    if process is not None and process.poll() is None:
        process.send_signal(signal.SIGCONT)
        process.send_signal(how)
        process.wait(10)
