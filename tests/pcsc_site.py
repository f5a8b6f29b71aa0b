# SPDX-License-Identifier: GPL-3.0-or-later
"""The real pcscd with virtual readers (vpcd), in namespaces of its own, for the tests of everything that reads chips.

libpcsclite looks once in a process where the service is: whoever imports this module in time finds this one's. The
namespaces are made with the first `Site` that needs them and serve all tests of a run; pcscd itself is started and
ended by the tests as they like.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

READER = "Virtual PCD 00 00"
SECOND_READER = "Virtual PCD 00 01"
PORT = 0x8C7B
"""Where the first reader's card dials in; the second's is the next."""

_DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
_CONFIG = f"""FRIENDLYNAME "Virtual PCD"
DEVICENAME /dev/null:0x{PORT:X}
LIBPATH {_DRIVER}
CHANNELID 0x{PORT:X}
"""

_NAMESPACES = ["unshare", "--user", "--map-root-user", "--net", "--mount", "--pid", "--fork", "--kill-child", "--"]
_INSIDE = Path(__file__).with_name("pcsc_inside.py")

_folder = Path(tempfile.mkdtemp(prefix="kiosk-pcsc-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
SOCKET = _folder / "pcscd.comm"
os.environ["PCSCLITE_CSOCK_NAME"] = str(SOCKET)


class _Inside:
    """The way into the namespaces."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._line = ours
        self._line.settimeout(20)
        self._turn = threading.Lock()  # emulated cards dial in threads of their own
        with theirs:
            self._process = subprocess.Popen(
                [*_NAMESPACES, sys.executable, "-IS", str(_INSIDE), str(_folder), str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stderr=subprocess.PIPE,
            )
        atexit.register(self.close)
        if not self._line.recv(4096):
            _, why = self._process.communicate(timeout=10)
            raise OSError(why.decode(errors="replace").strip())

    def ask(self, verb: str, argument: int = 0) -> list[int]:
        with self._turn:
            self._line.send(json.dumps([verb, argument]).encode())
            answer, files, _, _ = socket.recv_fds(self._line, 4096, 1)
        content: dict[str, Any] = json.loads(answer)
        if "error" in content:
            raise OSError(content["error"])
        return files

    def close(self) -> None:
        self._line.close()  # it ends by itself, and everything in its namespaces with it
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        if self._process.stderr is not None:
            self._process.stderr.close()


@cache
def _inside() -> _Inside:
    return _Inside()


def why_not() -> str | None:
    """Return what this machine lacks, or None when it has everything."""
    if shutil.which("pcscd") is None and not Path("/usr/sbin/pcscd").exists():
        return "pcscd is not installed"
    if not _DRIVER.exists():
        return "vsmartcard-vpcd is not installed"
    if shutil.which("unshare") is None:
        return "unshare (util-linux) is not installed"
    try:
        _inside()
    except OSError as error:
        return f"no namespaces for pcscd here: {error}"
    return None


class Site:
    """One pcscd, from its start to its end. Skips the test where a part is missing, which `--all-parts` makes fail."""

    def __init__(self, *, running: bool = True) -> None:
        self._running = running

    def __enter__(self) -> Self:
        if (missing := why_not()) is not None:
            pytest.skip(missing)
        self.plug()
        if self._running:
            self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    # The service.

    def start(self) -> None:
        """Start pcscd; it accepts clients when this returns."""
        _inside().ask("start")

    def end(self) -> None:
        """End pcscd as an administrator does."""
        _inside().ask("signal", signal.SIGTERM)

    def kill(self) -> None:
        """End pcscd as the kernel does when memory runs out."""
        _inside().ask("signal", signal.SIGKILL)

    def freeze(self) -> None:
        """Let pcscd do nothing at all from now on; its clients stay connected."""
        _inside().ask("signal", signal.SIGSTOP)

    def thaw(self) -> None:
        """Let pcscd go on."""
        _inside().ask("signal", signal.SIGCONT)

    # The reader.

    def plug(self) -> None:
        """Give the next pcscd that is started its readers; one that runs does not look for virtual readers again."""
        (_folder / "readers").write_text(_CONFIG)

    def unplug(self) -> None:
        """Give the next pcscd that is started no reader."""
        (_folder / "readers").write_text("")

    def dial(self, slot: int = 0) -> socket.socket:
        """Return a connection to a reader, as a card's that comes into it."""
        (file,) = _inside().ask("dial", PORT + slot)
        return socket.socket(fileno=file)
