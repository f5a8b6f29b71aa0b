# SPDX-License-Identifier: GPL-3.0-or-later
"""Real printing software for the tests of documents: ippeveprinter and cupsd, in namespaces of their own.

Both are of CUPS. ippeveprinter is an IPP Everywhere printer whose mechanism is a program: here one that keeps the
document as a finished paper, and that a test can stop as an empty tray stops a printer.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

_NAMESPACES = ["unshare", "--user", "--map-root-user", "--net", "--mount", "--pid", "--fork", "--kill-child", "--"]
_INSIDE = Path(__file__).with_name("ipp_inside.py")
_PROGRAMS = ("unshare", "dbus-daemon", "ippeveprinter", "cupsd", "lpadmin")
_WHERE = "/usr/sbin:/usr/bin:/sbin:/bin"

PRINTER_PORT, CUPS_PORT = 8631, 8632
_SERVER = f"127.0.0.1:{CUPS_PORT}"
_folder = Path(tempfile.mkdtemp(prefix="kiosk-ipp-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

_MECHANISM = """#!/bin/sh
# Takes a document from ippeveprinter; "reason" stops it as a printer's trouble does, "broken" makes the job fail.
while [ -s {0}/reason ]; do
    [ -n "$stopped" ] || {{ stopped=$(cat {0}/reason); echo "STATE: +$stopped" >&2; }}
    sleep 0.05
done
[ -z "$stopped" ] || echo "STATE: -$stopped" >&2
[ ! -e {0}/broken ] || exit 1
cp "$1" "{0}/papers/$(date +%s%N)"
echo "ATTR: job-impressions-completed=1" >&2
"""

_CUPS_FILES = """User lp
Group lp
SystemGroup lpadmin
ServerRoot {0}/etc
StateDir {0}/state
RequestRoot {0}/spool
CacheDir {0}/cache
DataDir {0}/share
ServerBin {0}/bin
AccessLog {0}/access
ErrorLog {0}/error
PageLog {0}/page
"""

_CUPSD = """Listen 127.0.0.1:{1}
Browsing Off
DefaultAuthType None
WebInterface No
<Location />
Order allow,deny
</Location>
<Policy default>
<Limit Cancel-Job Purge-Jobs>
Require user @OWNER
Order deny,allow
</Limit>
<Limit All>
Order deny,allow
</Limit>
</Policy>
"""


class _Inside:
    """The way into the namespaces."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._line = ours
        self._line.settimeout(40)
        self._turn = threading.Lock()
        with theirs:
            self._process = subprocess.Popen(
                [*_NAMESPACES, sys.executable, "-IS", str(_INSIDE), str(_folder), str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stderr=subprocess.PIPE,
                env={"PATH": _WHERE, "LC_ALL": "C"},
            )
        atexit.register(self.close)
        if not self._line.recv(4096):
            _, why = self._process.communicate(timeout=10)
            raise OSError(why.decode(errors="replace").strip())
        self.ask("announce")

    def ask(self, verb: str, *arguments: Any) -> list[int]:
        with self._turn:
            self._line.send(json.dumps([verb, *arguments]).encode())
            answer, files, _, _ = socket.recv_fds(self._line, 4096, 1)
        content: dict[str, Any] = json.loads(answer)
        if "error" in content:
            for file in files:
                socket.close(file)
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


def need() -> None:
    """Skip the test where a part is missing, which `--all-parts` makes fail."""
    missing = [program for program in _PROGRAMS if shutil.which(program, path=_WHERE) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    try:
        _inside()
    except OSError as error:
        pytest.skip(f"no namespaces for printers here: {error}")


class Bridge:
    """A port outside that leads to one in the namespaces; closed, nobody answers there, and calls are hung up."""

    def __init__(self, port: int) -> None:
        self._inner = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._calls: list[socket.socket] = []
        self._pumps: list[threading.Thread] = []
        self._open = True
        threading.Thread(target=self._serve, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        """Pull the network cable, so far as a program notices."""
        self._open = False
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for call in self._calls:
            with contextlib.suppress(OSError):
                call.shutdown(socket.SHUT_RDWR)
        for pump in self._pumps:
            pump.join(10)
        for call in self._calls:
            call.close()
        self._calls, self._pumps = [], []

    def mend(self) -> None:
        """Plug it in again, at the same address."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._open = True
        threading.Thread(target=self._serve, args=(self._listener,), daemon=True).start()

    def __enter__(self) -> Bridge:
        return self

    def __exit__(self, *_: object) -> None:
        if self._open:
            self.cut()

    def _serve(self, listener: socket.socket) -> None:
        while True:
            try:
                outer, _ = listener.accept()
                (file,) = _inside().ask("dial", self._inner)
            except OSError:
                if not self._open:
                    return
                outer.close()
                continue
            inner = socket.socket(fileno=file)
            self._calls += [outer, inner]
            for source, target in ((outer, inner), (inner, outer)):
                pump = threading.Thread(target=_pump, args=(source, target), daemon=True)
                pump.start()
                self._pumps.append(pump)


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


class Printer:
    """One ippeveprinter; `papers` are the documents that came out of it, as they came."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.url = ""
        self.bridge: Bridge

    @property
    def papers(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted((self._folder / "papers").iterdir())]

    def stop(self, reason: str) -> None:
        """Let the next job, or the one under way, meet a trouble."""
        (self._folder / "reason").write_text(reason)

    def clear(self) -> None:
        """End the trouble."""
        (self._folder / "reason").write_text("")

    def break_jobs(self) -> None:
        """Let each job fail."""
        (self._folder / "broken").touch()


@contextlib.contextmanager
def printer(formats: str = "application/pdf", *flags: str) -> Iterator[Printer]:
    """Run an IPP Everywhere printer that takes these formats."""
    need()
    folder = Path(tempfile.mkdtemp(dir=_folder))
    for name in ("papers", "spool"):
        (folder / name).mkdir()
    (folder / "reason").touch()
    mechanism = folder / "mechanism"
    mechanism.write_text(_MECHANISM.format(folder))
    mechanism.chmod(0o755)
    command = ["ippeveprinter", "-p", str(PRINTER_PORT), "-d", str(folder / "spool"), "-f", formats]
    _inside().ask("start", "printer", [*command, "-c", str(mechanism), "-r", "off", *flags, "Test"])
    try:
        _inside().ask("listens", PRINTER_PORT)
        with Bridge(PRINTER_PORT) as bridge:
            made = Printer(folder)
            made.bridge = bridge
            made.url = f"ipp://127.0.0.1:{bridge.port}/ipp/print"
            yield made
    finally:
        _inside().ask("signal", "printer", signal.SIGKILL)


class Queue:
    """A queue of CUPS that prints on the printer."""

    def __init__(self, folder: Path, url: str) -> None:
        self._folder = folder
        self.url = url

    @property
    def spooled(self) -> list[str]:
        """The documents and the records of jobs that it keeps."""
        return [path.name for path in (self._folder / "spool").iterdir() if path.is_file()]

    def command(self, *words: str) -> None:
        """Run a command of CUPS's client on it, as an administrator does."""
        _inside().ask("run", [words[0], "-h", _SERVER, *words[1:]])


@contextlib.contextmanager
def queue() -> Iterator[Queue]:
    """Run a cupsd with one queue, `office`, in front of a `printer` that is there."""
    folder = Path(tempfile.mkdtemp(dir=_folder))
    for name in ("etc", "state", "spool", "cache", "share/mime", "bin"):
        (folder / name).mkdir(parents=True)
    for name in ("backend", "daemon"):
        (folder / "bin" / name).symlink_to(f"/usr/lib/cups/{name}")
    (folder / "bin/filter").mkdir()
    (folder / "share/mime/mime.types").write_text("application/pdf pdf string(0,%PDF)\n")
    (folder / "share/mime/mime.convs").touch()
    (folder / "etc/files.conf").write_text(_CUPS_FILES.format(folder))
    (folder / "etc/cupsd.conf").write_text(_CUPSD.format(folder, CUPS_PORT))
    # It does not run as root; in these namespaces nobody else is there but whoever is made.
    other = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
    files = ["-c", str(folder / "etc/cupsd.conf"), "-s", str(folder / "etc/files.conf")]
    _inside().ask("start", "cupsd", [*other, "cupsd", "-f", *files])
    try:
        _inside().ask("listens", CUPS_PORT)
        target = f"ipp://127.0.0.1:{PRINTER_PORT}/ipp/print"
        _inside().ask("run", ["lpadmin", "-h", _SERVER, "-p", "office", "-E", "-v", target, "-m", "raw"])
        with Bridge(CUPS_PORT) as bridge:
            yield Queue(folder, f"ipp://127.0.0.1:{bridge.port}/printers/office")
    finally:
        _inside().ask("signal", "cupsd", signal.SIGKILL)
