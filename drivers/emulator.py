# SPDX-License-Identifier: GPL-3.0-or-later
"""The wire of an emulated serial device: a pseudo-terminal or a TCP port, with a cable that can be pulled.

For the demo, the tests and training; never part of a terminal's build.
"""

from __future__ import annotations

import contextlib
import os
import pty
import queue
import select
import socket
import termios
import threading
import time
import tty
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Future, wait
from pathlib import Path

_RATES = (115200, 57600, 38400, 19200, 9600)
_PATIENCE = 5.0
"""Seconds that a steering call waits for the emulator's thread."""


class Cable(ABC):
    """One end of a line, used from the emulator's thread only."""

    url: str
    """What the driver opens; it stays the same when the cable is pulled and put back."""

    @abstractmethod
    def plug(self) -> None:
        """Make the port appear."""

    @abstractmethod
    def unplug(self) -> None:
        """Make the port vanish; a line that is open ends."""

    @abstractmethod
    def file(self) -> int | None:
        """Return what to wait on; None while unplugged."""

    @abstractmethod
    def receive(self) -> bytes:
        """Return what has arrived on `file`; called when something has."""

    @abstractmethod
    def send(self, data: bytes) -> None:
        """Send; without anybody at the other end, or with a full line, the bytes are lost."""

    def speed(self) -> int | None:
        """Return the bits a second to which the driver has set its end; None where a line has no speed."""
        return None


class PtyCable(Cable):
    """A pseudo-terminal behind a symbolic link, as udev's links under /dev/serial."""

    def __init__(self, link: Path) -> None:
        self.url = str(link)
        self._link = link
        self._ends: tuple[int, int] | None = None

    def plug(self) -> None:
        """See `Cable.plug`."""
        if self._ends is None:
            ours, theirs = pty.openpty()
            tty.setraw(theirs)
            os.set_blocking(ours, False)
            try:
                self._link.symlink_to(os.ttyname(theirs))
            except OSError:
                os.close(ours)
                os.close(theirs)
                raise
            # Their end stays open here too, or ours would fail to read whenever the driver has closed it.
            self._ends = ours, theirs

    def unplug(self) -> None:
        """See `Cable.unplug`."""
        if self._ends is not None:
            self._link.unlink(missing_ok=True)
            for end in self._ends:
                os.close(end)
            self._ends = None

    def file(self) -> int | None:
        """See `Cable.file`."""
        return None if self._ends is None else self._ends[0]

    def receive(self) -> bytes:
        """See `Cable.receive`."""
        return b"" if self._ends is None else os.read(self._ends[0], 4096)

    def send(self, data: bytes) -> None:
        """See `Cable.send`."""
        if self._ends is not None:
            with contextlib.suppress(BlockingIOError):
                os.write(self._ends[0], data)

    def speed(self) -> int | None:
        """See `Cable.speed`. Both ends of a pseudo-terminal share their settings."""
        if self._ends is None:
            return None
        code = termios.tcgetattr(self._ends[1])[5]
        return next((rate for rate in _RATES if getattr(termios, f"B{rate}") == code), None)


class TcpCable(Cable):
    """A TCP port with room for one client, as a serial-to-network converter has."""

    def __init__(self, port: int = 0, host: str = "127.0.0.1") -> None:
        self._address = (host, port)
        self._listener: socket.socket | None = None
        self._client: socket.socket | None = None
        self.clients = 0
        """How many have connected so far."""
        self.plug()  # finds a free port, so that the url is known before the thread starts
        self.url = f"socket://{self._address[0]}:{self._address[1]}"

    def plug(self) -> None:
        """See `Cable.plug`."""
        if self._listener is None:
            self._listener = socket.create_server(self._address, backlog=1)
            self._address = self._listener.getsockname()[:2]

    def unplug(self) -> None:
        """See `Cable.unplug`."""
        self._hang_up()
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def file(self) -> int | None:
        """See `Cable.file`."""
        either = self._client or self._listener
        return None if either is None else either.fileno()

    def receive(self) -> bytes:
        """See `Cable.receive`."""
        if self._client is None:
            if self._listener is not None:
                self._client, _ = self._listener.accept()
                self._client.settimeout(_PATIENCE)
                self.clients += 1
                self._client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return b""
        try:
            data = self._client.recv(4096)
        except OSError:
            data = b""
        if not data:
            self._hang_up()
        return data

    def send(self, data: bytes) -> None:
        """See `Cable.send`. Whoever has connected by now hears it."""
        if self._client is None and self._listener is not None and select.select([self._listener], [], [], 0)[0]:
            self.receive()
        if self._client is not None:
            try:
                self._client.sendall(data)
            except OSError:
                self._hang_up()

    def _hang_up(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None


class Wire:
    """Runs a device on a cable, on a thread of its own, and makes the line as bad as asked for.

    `hear` gets bytes as they arrive and returns the answers, each a frame of its own.
    """

    def __init__(self, cable: Cable, hear: Callable[[bytes], list[bytes]]) -> None:
        self.cable = cable
        self.silent = False
        """Hears everything and says nothing."""
        self.split = False
        """Sends byte by byte."""
        self.answer_after = 0.0
        """Seconds of thought before each answer."""
        self.per_byte = 0.0
        """Seconds a byte takes on the line; splits by itself."""
        self.bytes_per_second = 0.0
        """The line's speed in both directions, kept to on the whole and not byte by byte; 0: as fast as it goes."""
        self._hear = hear
        self._steering: queue.SimpleQueue[tuple[Callable[[], None], Future[None]]] = queue.SimpleQueue()
        self._woken, self._wake = os.pipe()
        self._running = True
        self._thread = threading.Thread(target=self._live, name="emulator", daemon=True)

    @property
    def plugged(self) -> bool:
        """Whether the cable is in."""
        return self.cable.file() is not None

    def start(self) -> None:
        """Plug in and run. Raises OSError when the port cannot be."""
        self._thread.start()
        try:
            self.do(self.cable.plug)
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """Unplug and end the thread."""
        if self._running:
            if self._thread.is_alive():
                self.do(self._end)
                self._thread.join(_PATIENCE)
            else:
                self._end()
            os.close(self._wake)
            os.close(self._woken)

    def do(self, change: Callable[[], None]) -> None:
        """Make a change in the emulator's thread, and return when it is made; raises what the change raises."""
        if threading.current_thread() is self._thread:
            change()
            return
        made: Future[None] = Future()
        self._steering.put((change, made))
        os.write(self._wake, b"!")
        if not wait([made], _PATIENCE).done:
            raise TimeoutError("the emulator does not answer its handle")
        made.result()

    def say(self, data: bytes) -> None:
        """Send something that nobody has asked for, on the line as it is; return when it is sent."""
        self.do(lambda: self._say(data))

    def _end(self) -> None:
        self.cable.unplug()
        self._running = False

    def _live(self) -> None:
        while self._running:
            file = self.cable.file()
            ready, _, _ = select.select([self._woken] if file is None else [self._woken, file], [], [])
            if self._woken in ready:
                self._steer()
            elif data := self.cable.receive():
                if self.bytes_per_second:
                    self._rest(len(data) / self.bytes_per_second)
                for answer in self._hear(data):
                    self._say(answer)

    def _say(self, answer: bytes) -> None:
        self._rest(self.answer_after)
        if self.bytes_per_second:
            self._say_in_time(answer)
            return
        if not (self.split or self.per_byte):
            if not self.silent:
                self.cable.send(answer)
            return
        for byte in answer:
            if self.silent or self.cable.file() is None:
                return
            self.cable.send(bytes((byte,)))
            self._rest(self.per_byte)

    def _say_in_time(self, answer: bytes) -> None:
        """Send each byte when the line would have carried it, however late the machine wakes us for it."""
        began, sent = time.monotonic(), 0
        while sent < len(answer) and not self.silent and self.cable.file() is not None:
            due = min(len(answer), int((time.monotonic() - began) * self.bytes_per_second))
            if due > sent:
                self.cable.send(answer[sent:due])
                sent = due
            self._rest(began + (sent + 1) / self.bytes_per_second - time.monotonic())

    def _rest(self, seconds: float) -> None:
        """Let time pass, with an ear for the handle."""
        if seconds > 0 and select.select([self._woken], [], [], seconds)[0]:
            self._steer()

    def _steer(self) -> None:
        os.read(self._woken, 1)
        change, made = self._steering.get()
        try:
            change()
        except OSError as error:  # a port that is taken, a link that is there already
            made.set_exception(error)
        else:
            made.set_result(None)
