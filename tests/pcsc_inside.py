# SPDX-License-Identifier: GPL-3.0-or-later
"""The inside of `tests.pcsc_site`: pcscd in namespaces of its own. Run as a program; nobody imports it.

vpcd listens on every address of its network, so that it gets one without any other machine in it. Connections to it
are made here and handed out, for a socket stays in the network where it was made.
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
from pathlib import Path

_SIOCSIFFLAGS = 0x8914
_IFF_UP = 0x1
_MS_BIND = 0x1000


def _mount(source: str, target: str, kind: str | None, flags: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    words = [None if word is None else word.encode() for word in (source, target, kind)]
    if libc.mount(*words, ctypes.c_ulong(flags), None):
        raise OSError(ctypes.get_errno(), f"mount {target}")


def _furnish(folder: str) -> None:
    """Give the namespaces a loopback network, and a /run/pcscd that is seen outside as `folder`."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", _IFF_UP))
    _mount("tmpfs", "/run", "tmpfs", 0)
    Path("/run/pcscd").mkdir()
    _mount(folder, "/run/pcscd", None, _MS_BIND)


class Service:
    """The real pcscd, with vpcd as its only reader driver."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; return once it accepts clients."""
        for left in ("pcscd.comm", "pcscd.pid"):
            (self._folder / left).unlink(missing_ok=True)
        log = (self._folder / "log").open("ab")
        self._process = subprocess.Popen(
            ["pcscd", "--foreground", "--error", "--config", str(self._folder / "readers")], stdout=log, stderr=log
        )
        log.close()
        until = time.monotonic() + 10
        while True:
            with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as client:
                client.connect(str(self._folder / "pcscd.comm"))
                return
            if time.monotonic() > until or self._process.poll() is not None:
                raise TimeoutError("pcscd does not come up: " + (self._folder / "log").read_text())
            time.sleep(0.005)

    def signal(self, number: int) -> None:
        """Send it a signal; a signal that ends it is waited for."""
        if self._process is None:
            return
        self._process.send_signal(number)
        if number in {signal.SIGTERM, signal.SIGKILL}:
            self._process.wait(10)
            self._process = None


def _main(folder: str, control: int) -> None:
    _furnish(folder)
    service = Service(Path(folder))
    with socket.socket(fileno=control) as line:
        line.send(b"{}")
        while request := line.recv(4096):
            verb, argument = json.loads(request)
            answer: dict[str, str] = {}
            handed_out: list[int] = []
            try:
                if verb == "start":
                    service.start()
                elif verb == "signal":
                    service.signal(argument)
                elif verb == "dial":
                    dialled = socket.create_connection(("127.0.0.1", argument), timeout=5)
                    dialled.settimeout(None)
                    handed_out = [dialled.detach()]
            except (OSError, TimeoutError) as error:
                answer["error"] = str(error)
            socket.send_fds(line, [json.dumps(answer).encode()], handed_out)
            for file in handed_out:
                os.close(file)


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]))
