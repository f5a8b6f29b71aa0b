# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulator as a process of its own, steered by lines, and `kiosk device` at the other end of its wire."""

from __future__ import annotations

import json
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest
from blockbuster import BlockBuster

from kiosk.__main__ import main
from kiosk.commands import device
from kiosk.terminal import Terminal

WITHIN = 20.0

HEAD = """\
[terminal]
id = "4452-0137"
division = "445202003201"
place = "演示街道样例村"

[platform]
url = "http://127.0.0.1:9"
credentials = "credentials"

"""


class Emulation:
    """`kiosk emulate DEVICE --json`, from its start to its end."""

    def __init__(self, device: str, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "emulate", device, "--json", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self.greeting = self.answer()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            _, said = self.process.communicate(timeout=WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise
        if kind is None:
            assert (self.process.returncode, said) == (0, "")

    @property
    def toml(self) -> str:
        """What terminal.toml has to say."""
        return str(self.greeting["terminal_toml"])

    def answer(self) -> dict[str, Any]:
        """Return the next answer."""
        assert self.process.stdout is not None
        assert select.select([self.process.stdout], [], [], WITHIN)[0], "no answer"
        line = self.process.stdout.readline()
        assert line, self.process.stderr and self.process.stderr.read()
        answer: dict[str, Any] = json.loads(line)
        return answer

    def order(self, line: str) -> dict[str, Any]:
        """Give a line and return its answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        return self.answer()

    def do(self, line: str) -> None:
        """Give a line that has to be obeyed."""
        assert self.order(line) == {"ok": True}, line

    @property
    def facts(self) -> dict[str, Any]:
        """What the device does now."""
        facts: dict[str, Any] = self.order("state")["state"]
        return facts


class Technician:
    """Asks a device by `kiosk device`; `toml` is its section of terminal.toml."""

    def __init__(self, folder: Path, name: str, toml: str, capsys: pytest.CaptureFixture[str]) -> None:
        self._name = name
        self._file = folder / "terminal.toml"
        self._file.write_text(HEAD + toml, encoding="utf-8")
        self._data = folder / "data"
        self._capsys = capsys

    def ask(self, action: str) -> dict[str, Any]:
        """Return what `status`, `read` or `print` says; status 0 goes with `ok` and no other.

        A driver that blocks the loop's thread meanwhile fails: in an engine everything else would wait for it.
        """
        self._capsys.readouterr()
        places = ["--terminal", str(self._file), "--data", str(self._data)]
        with _nothing_of_a_driver_blocks():
            status = main(["device", self._name, action, "--json", *places])
        said = self._capsys.readouterr()
        content: dict[str, Any] = json.loads(said.out)
        assert status == (0 if content["ok"] else 1)
        return content


@contextmanager
def _nothing_of_a_driver_blocks() -> Iterator[None]:
    """From the moment that a device is open; its modules are loaded by then, which takes files."""
    detector = BlockBuster(["drivers"])
    opened: Callable[[Terminal, str], Any] = vars(device)["open_device"]

    def watched(terminal: Terminal, name: str) -> Any:
        one = opened(terminal, name)
        detector.activate()
        return one

    vars(device)["open_device"] = watched
    try:
        yield
    finally:
        vars(device)["open_device"] = opened
        detector.deactivate()


class Bridge:
    """A TCP port of this machine that leads to the virtual reader of a pcscd in namespaces of its own."""

    def __init__(self, dial: Callable[[], socket.socket]) -> None:
        self._dial = dial
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._listen, name="bridge", daemon=True)]
        self._threads[0].start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for end in (self._listener, *self._open):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)  # wakes whoever waits at it
        for thread in self._threads:
            thread.join(WITHIN)
        for end in (self._listener, *self._open):
            end.close()

    def _listen(self) -> None:
        while True:
            try:
                card, _ = self._listener.accept()
            except OSError:
                return
            reader = self._dial()
            self._open += [card, reader]
            for one, other in ((card, reader), (reader, card)):
                thread = threading.Thread(target=_carry, args=(one, other), name="bridge", daemon=True)
                self._threads.append(thread)
                thread.start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(4096):
            other.sendall(data)
    with suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)
