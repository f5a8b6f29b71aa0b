# SPDX-License-Identifier: GPL-3.0-or-later
"""The inside of `tests.ipp_site`: real printing software in namespaces of its own. Run as a program; nobody imports it.

ippeveprinter listens on every address of its network and would announce itself, so that it gets a network and a system
bus without anybody else in them. Connections to it are made here and handed out, for a socket stays in the
network where it was made.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

_SIOCSIFFLAGS = 0x8914
_IFF_UP = 0x1
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path=/run/dbus/system_bus_socket</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/>
<allow send_type="method_call"/><allow send_type="signal"/><allow send_requested_reply="true"/>
<allow receive_type="method_call"/><allow receive_type="method_return"/><allow receive_type="error"/>
<allow receive_type="signal"/></policy>
</busconfig>
"""


def _furnish() -> None:
    """Give the namespaces a loopback network and a /run of their own."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", _IFF_UP))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", b"/run", b"tmpfs", ctypes.c_ulong(0), None):
        raise OSError(ctypes.get_errno(), "mount /run")
    Path("/run/dbus").mkdir()


class Services:
    """Programs by name, each with its output in a file `NAME.log` of the folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def announce(self) -> None:
        """Start a system bus: without one ippeveprinter does not start, though nobody announces it over there."""
        bus = Path("/run/bus.conf")
        bus.write_text(_BUS)
        self.start("dbus", ["dbus-daemon", f"--config-file={bus}", "--nofork", "--nopidfile"])
        self._until("the system bus", Path("/run/dbus/system_bus_socket").exists)

    def start(self, name: str, command: list[str]) -> None:
        with (self._folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def run(self, command: list[str]) -> None:
        """Run a program to its end."""
        done = subprocess.run(command, capture_output=True, check=False, timeout=20)
        if done.returncode:
            raise OSError(f"{command[0]}: {done.stderr.decode(errors='replace')}")

    def listens(self, port: int) -> None:
        """Return once a port accepts connections."""

        def accepted() -> bool:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 5):
                return True
            return False

        self._until(f"port {port}", accepted)

    def signal(self, name: str, number: int) -> None:
        """Send a program a signal; one that ends it is waited for."""
        self._running[name].send_signal(number)
        if number in {signal.SIGTERM, signal.SIGKILL}:
            self._running.pop(name).wait(10)

    def _until(self, what: str, is_there: Callable[[], bool]) -> None:
        until = time.monotonic() + 20
        while not is_there():
            ended = [name for name, process in self._running.items() if process.poll() is not None]
            if ended or time.monotonic() > until:
                logs = " ".join((self._folder / f"{name}.log").read_text()[-500:] for name in ended)
                raise TimeoutError(f"{what} does not come up; ended: {ended} {logs}")
            time.sleep(0.01)


def _main(folder: str, control: int) -> None:
    _furnish()
    services = Services(Path(folder))
    with socket.socket(fileno=control) as line:
        line.send(b"{}")
        while request := line.recv(1 << 16):
            verb, *arguments = json.loads(request)
            answer: dict[str, str] = {}
            handed_out: list[int] = []
            try:
                if verb == "dial":
                    dialled = socket.create_connection(("127.0.0.1", *arguments), timeout=5)
                    dialled.settimeout(None)
                    handed_out = [dialled.detach()]
                else:
                    getattr(services, verb)(*arguments)
            except (OSError, TimeoutError) as error:
                answer["error"] = str(error)
            socket.send_fds(line, [json.dumps(answer).encode()], handed_out)
            for file in handed_out:
                os.close(file)


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]))
