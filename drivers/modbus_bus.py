# SPDX-License-Identifier: GPL-3.0-or-later
"""A Modbus RTU line and those who share it: lamps and the person sensor often hang on one board, or on one RS-485 pair.

Each port is open once in the process, however many devices are on it; their questions take turns.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from drivers.contract import Action, ConfigurationError, DeviceError, DeviceState
from drivers.modbus import BUSY, DEVICE_FAILURE, UNKNOWN_FUNCTION, Reply, ReplyFinder, Request
from drivers.transport import Line, LineLost, open_line

_MOST_BYTES = 2048
"""What one answer may cost, noise included, before the line counts as babbling."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, but for `tries`."""

    answer: float = 0.4
    """For one whole answer; 9600 baud and a slow board need a tenth of it."""
    tries: int = 2
    """Questions without a sound answer after which the board counts as silent."""
    connect: float = 1.4
    """For a TCP peer to accept."""
    hopeless: float = 4.0
    """Without a sound answer from any board, after which the port is opened anew: a dead connection never says so."""


class BoardSilent(DeviceError):  # noqa: N818
    """The line is open and the board gives no answer, or only damaged ones."""

    state = DeviceState.OFFLINE
    action = Action.RESET


class BoardRefuses(DeviceError):  # noqa: N818
    """The board answers that it cannot do what is asked for: wrong unit or channel in the settings, or a fault."""

    state = DeviceState.OFFLINE
    action = Action.CONFIGURATION

    def __init__(self, reply: Reply) -> None:
        broken = reply.exception == DEVICE_FAILURE
        super().__init__(
            f"the board {reply.meaning}",
            state=DeviceState.HARDWARE_ERROR if broken else None,
            action=Action.MAINTENANCE if broken else Action.RESET if reply.exception == BUSY else None,
        )
        self.is_unknown_function = reply.exception == UNKNOWN_FUNCTION


class Bus:
    """One device's share in a port. Used from that device's I/O thread."""

    def __init__(
        self, port: str, baud: int, limits: Limits | None = None, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._url = port
        self._baud = baud
        self._limits = limits or Limits()
        self._now = now
        self._port: _Port | None = None

    def join(self) -> None:
        """Open the port, unless another device has it open already. Raises `LineError` or `ConfigurationError`."""
        if self._port is None:
            self._port = _take(self._url, self._baud)
        self._port.open(self._limits, self._now)

    def leave(self) -> None:
        """Give the share back; the last one closes the port. Never raises."""
        port, self._port = self._port, None
        if port is not None:
            _give_back(port)

    def ask(self, request: Request) -> Reply:
        """Return the board's answer. Raises `BoardSilent`, `BoardRefuses`, or `LineLost` when the line has ended."""
        if self._port is None:
            raise LineLost("the line is not open")
        reply = self._port.ask(request, self._limits, self._now)
        if reply.exception is not None:
            raise BoardRefuses(reply)
        return reply


class _Port:
    def __init__(self, url: str, baud: int) -> None:
        self.url = url
        self.baud = baud
        self.users = 0
        self._turn = threading.Lock()
        self._line: Line | None = None
        self._answered_at = 0.0

    def open(self, limits: Limits, now: Callable[[], float]) -> None:
        with self._turn:
            if self._line is None:
                self._line = open_line(self.url, baud=self.baud, limit=limits.connect)
                self._answered_at = now()

    def close(self) -> None:
        with self._turn:
            self._drop()

    def ask(self, request: Request, limits: Limits, now: Callable[[], float]) -> Reply:
        with self._turn:
            if self._line is None:
                raise LineLost("the line has ended")
            try:
                for _ in range(limits.tries):
                    reply = self._exchange(self._line, request, limits, now)
                    if reply is not None:
                        self._answered_at = now()
                        return reply
            except LineLost:
                self._drop()
                raise
            # A board that is dead must not cost another one on the same line its connection.
            if now() - self._answered_at > limits.hopeless:
                self._drop()
            raise BoardSilent("no sound answer from the board")

    def _exchange(self, line: Line, request: Request, limits: Limits, now: Callable[[], float]) -> Reply | None:
        until = now() + limits.answer
        # A frame begins after a pause of 3.5 characters; what arrives meanwhile belongs to nobody.
        while line.read(max(0.00175, 38.5 / self.baud)):
            if now() > until:
                return None
        line.write(request.frame)
        until = now() + limits.answer
        finder, heard = ReplyFinder(request), 0
        while heard < _MOST_BYTES and (left := until - now()) > 0:
            data = line.read(left)
            heard += len(data)
            if reply := finder.feed(data):
                return reply
        return None

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()


_ports: dict[str, _Port] = {}
_ports_lock = threading.Lock()


def _take(url: str, baud: int) -> _Port:
    with _ports_lock:
        port = _ports.setdefault(url, _Port(url, baud))
        if port.baud != baud:
            raise ConfigurationError(f"{url} is in use at {port.baud} baud and cannot be used at {baud}")
        port.users += 1
        return port


def _give_back(port: _Port) -> None:
    with _ports_lock:
        port.users -= 1
        if not port.users:
            del _ports[port.url]
            port.close()
