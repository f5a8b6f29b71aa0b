# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated printer's end of the wire: a TCP port or a serial line, and the trouble a cable makes."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import socket
import threading
import time
import tty
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

Send: TypeAlias = Callable[[bytes], None]
Serve: TypeAlias = Callable[[Iterator[bytes], Send], None]
"""Serves one connection: bytes as they arrive, until the line is dead, and what sends an answer."""


class _Wire:
    """What the wires have in common: how fast they are, and what happens when so many bytes have come."""

    def __init__(self, serve: Serve) -> None:
        self._serve = serve
        self._lock = threading.RLock()
        self._surprise: tuple[int, Callable[[], None]] | None = None
        self.turns_away = False
        """Whether it hangs up on whoever calls; a serial line cannot."""
        self.pace: int | None = None
        """Bytes that it takes in a second; None as fast as they come."""

    def after(self, received: int, happen: Callable[[], None]) -> None:
        """Do something as soon as so many more bytes have arrived."""
        with self._lock:
            self._surprise = received, happen

    @property
    def _at_once(self) -> int:
        return 65_536 if self.pace is None else max(1, self.pace // 40)

    def _taken(self, data: bytes, is_in: Callable[[], bool]) -> bytes:
        """Return what of `data` arrives over a line that is in for as long as `is_in` says so."""
        if self.pace is not None:
            time.sleep(len(data) / self.pace)
        with self._lock:
            if not is_in():
                return b""
            if self._surprise is None:
                return data
            left, happen = self._surprise
            if len(data) < left:
                self._surprise = left - len(data), happen
                return data
            self._surprise = None
            happen()
            return data if is_in() else data[:left]


class Wire(_Wire):
    """Calls `serve` for each connection, in a thread of its own. With `port` 0 the system chooses one, and keeps it."""

    def __init__(self, port: int, serve: Serve) -> None:
        super().__init__(serve)
        self._port = port
        self._listener: socket.socket | None = None
        self._connections: set[socket.socket] = set()

    @property
    def url(self) -> str:
        """Return the port as pyserial names it."""
        return f"socket://127.0.0.1:{self._port}"

    @property
    def plugged(self) -> bool:
        """Whether the cable is in."""
        return self._listener is not None

    def plug(self) -> None:
        """Put the cable in."""
        if self._listener is not None:
            return
        listener = socket.create_server(("127.0.0.1", self._port))
        self._port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), name="printer emulator", daemon=True).start()

    def unplug(self) -> None:
        """Pull the cable: connections break and new ones are refused."""
        with self._lock:
            if self._listener is not None:
                _hang_up(self._listener)
                self._listener = None
            for connection in self._connections:
                _hang_up(connection)
            self._connections.clear()

    def _accept(self, listener: socket.socket) -> None:
        with listener:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                if self.turns_away:
                    connection.close()
                    continue
                with self._lock:
                    self._connections.add(connection)
                threading.Thread(target=self._attend, args=(connection,), name="printer emulator", daemon=True).start()

    def _attend(self, connection: socket.socket) -> None:
        def send(answer: bytes) -> None:
            with contextlib.suppress(OSError):  # whoever asked has hung up
                connection.sendall(answer)

        with connection:
            self._serve(self._arriving(connection), send)
        with self._lock:
            self._connections.discard(connection)

    def _arriving(self, connection: socket.socket) -> Iterator[bytes]:
        while data := self._receive(connection):
            yield data

    def _receive(self, connection: socket.socket) -> bytes:
        """Return the next bytes, none when the line is dead or is cut now."""
        try:
            data = connection.recv(self._at_once)
        except OSError:
            return b""
        return self._taken(data, lambda: connection in self._connections)


class PtyWire(_Wire):
    """A serial line: a pseudo-terminal behind a symbolic link, as udev's links under /dev/serial."""

    def __init__(self, link: Path, serve: Serve) -> None:
        super().__init__(serve)
        self.url = str(link)
        """The port as pyserial names it."""
        self._link = link
        self._plugging: socket.socket | None = None
        """What ends when the cable that is in now is pulled."""

    @property
    def plugged(self) -> bool:
        """Whether the cable is in."""
        return self._plugging is not None

    def plug(self) -> None:
        """Put the cable in. Raises OSError where the link cannot be made."""
        if self._plugging is not None:
            return
        ours, theirs = pty.openpty()
        tty.setraw(theirs)
        os.set_blocking(ours, False)  # nobody may be there to read an answer
        try:
            self._link.symlink_to(os.ttyname(theirs))
        except OSError:
            os.close(ours)
            os.close(theirs)
            raise
        self._plugging, pulled = socket.socketpair()
        threading.Thread(target=self._attend, args=(ours, theirs, pulled), name="printer emulator", daemon=True).start()

    def unplug(self) -> None:
        """Pull the cable."""
        with self._lock:
            if self._plugging is not None:
                self._link.unlink(missing_ok=True)
                self._plugging.close()
                self._plugging = None

    def _attend(self, ours: int, theirs: int, pulled: socket.socket) -> None:
        def send(answer: bytes) -> None:
            with contextlib.suppress(OSError):
                os.write(ours, answer)

        try:
            self._serve(self._arriving(ours, pulled), send)
        finally:
            # Their end was open here too, or ours could not have been read whenever the driver closed it.
            os.close(ours)
            os.close(theirs)
            pulled.close()

    def _arriving(self, ours: int, pulled: socket.socket) -> Iterator[bytes]:
        def is_in() -> bool:
            return not select.select([pulled], [], [], 0)[0]

        while True:
            select.select([ours, pulled.fileno()], [], [])
            data = self._taken(os.read(ours, self._at_once), is_in) if is_in() else b""
            if not data:
                return
            yield data


def _hang_up(peer: socket.socket) -> None:
    """Break a socket that another thread waits at; closing alone would not wake that thread."""
    with contextlib.suppress(OSError):
        peer.shutdown(socket.SHUT_RDWR)
