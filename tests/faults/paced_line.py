# SPDX-License-Identifier: GPL-3.0-or-later
"""A line of so many bytes a second in each direction, shared by all connections, as behind an old modem."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_PIECE = 64
_BUFFER = 4096
"""Bytes that the system may hold back on each side of the line; more would hide how slow it is."""


class PacedLine:
    """Passes connections on to a port."""

    def __init__(self, port: int, rate: float) -> None:
        self.carried = 0
        """Bytes towards the platform."""
        self._port = port
        self._rate = rate
        self._ways = (threading.Lock(), threading.Lock())
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def close(self) -> None:
        """Cut everything."""
        self._listener.shutdown(socket.SHUT_RDWR)
        for end in list(self._open):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
        self._listener.close()
        for end in self._open:
            end.close()

    def _accept(self) -> None:
        while True:
            try:
                terminal, _ = self._listener.accept()
            except OSError:
                return
            platform = socket.create_connection(("127.0.0.1", self._port))
            self._open |= {terminal, platform}
            for way, (start, end) in enumerate(((terminal, platform), (platform, terminal))):
                thread = threading.Thread(target=self._pass_on, args=(start, end, way))
                self._threads.append(thread)
                thread.start()

    def _pass_on(self, start: socket.socket, end: socket.socket, way: int) -> None:
        with contextlib.suppress(OSError):
            while piece := start.recv(_PIECE):
                with self._ways[way]:
                    # The line itself: this is how long so many bytes take.
                    time.sleep(len(piece) / self._rate)
                end.sendall(piece)
                self.carried += 0 if way else len(piece)
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_WR)


@contextmanager
def paced_line(port: int, rate: float) -> Iterator[PacedLine]:
    """A line to a port on loopback, `rate` bytes a second each way."""
    line = PacedLine(port, rate)
    try:
        yield line
    finally:
        line.close()
