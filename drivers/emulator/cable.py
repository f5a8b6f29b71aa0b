# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines on which an emulated device hangs: a pseudo-terminal or a TCP port, with a cable that can be pulled."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import socket
import termios
import tty
from abc import ABC, abstractmethod
from pathlib import Path

_RATES = (115200, 57600, 38400, 19200, 9600)
_PATIENCE = 5.0
"""Seconds for which a client may let its line be full."""


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
