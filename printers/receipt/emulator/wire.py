# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated printer's end of the wire: a TCP port, as a network printer has it, and the trouble a cable makes."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import TypeAlias

Send: TypeAlias = Callable[[bytes], None]
Serve: TypeAlias = Callable[[Iterator[bytes], Send], None]
"""Serves one connection: bytes as they arrive, until the line is dead, and what sends an answer."""


class Wire:
    """Calls `serve` for each connection, in a thread of its own. With `port` 0 the system chooses one, and keeps it."""

    def __init__(self, port: int, serve: Serve) -> None:
        self._port = port
        self._serve = serve
        self._lock = threading.RLock()
        self._listener: socket.socket | None = None
        self._connections: set[socket.socket] = set()
        self._surprise: tuple[int, Callable[[], None]] | None = None
        self.turns_away = False
        """Whether it hangs up on whoever calls."""
        self.pace: int | None = None
        """Bytes that it takes in a second; None as fast as they come."""

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

    def after(self, received: int, happen: Callable[[], None]) -> None:
        """Do something as soon as so many more bytes have arrived."""
        with self._lock:
            self._surprise = received, happen

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
            data = connection.recv(65_536 if self.pace is None else max(1, self.pace // 40))
        except OSError:
            return b""
        if self.pace is not None:
            time.sleep(len(data) / self.pace)
        with self._lock:
            if connection not in self._connections:
                return b""
            if self._surprise is None:
                return data
            left, happen = self._surprise
            if len(data) < left:
                self._surprise = left - len(data), happen
                return data
            self._surprise = None
            happen()
            return data if connection in self._connections else data[:left]


def _hang_up(peer: socket.socket) -> None:
    """Break a socket that another thread waits at; closing alone would not wake that thread."""
    with contextlib.suppress(OSError):
        peer.shutdown(socket.SHUT_RDWR)
