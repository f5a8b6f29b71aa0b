# SPDX-License-Identifier: GPL-3.0-or-later
"""Driver `serial`: a scanner that sends bytes, by USB-CDC, RS-232 or TCP."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from drivers.contract import ConfigurationError
from drivers.scanner.burst_scanner import BurstScanner
from drivers.scanner.contract import ScannerAbsent
from drivers.scanner.delays import Delays
from drivers.scanner.framing import Framer, Suffix
from drivers.scanner.source import Source
from drivers.transport import Line, LineError, check_port, open_line


class SerialScanner(BurstScanner):
    """A scanner on `port`, a pyserial URL.

    `trigger_on` and `trigger_off`, in hexadecimal, are sent to one that only looks when it is told; the others are as
    for every `BurstScanner`.
    """

    def __init__(
        self,
        port: str,
        *,
        baud: int = 9600,
        suffix: str = Suffix.ANY.value,
        prefix: str = "",
        aim: bool = True,
        trigger_on: str = "",
        trigger_off: str = "",
        delays: Delays | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        check_port(port)
        limits = delays or Delays()
        wire = _Wire(
            lambda: open_line(port, baud=baud, limit=limits.connect),
            bytes.fromhex(trigger_on),
            bytes.fromhex(trigger_off),
        )
        super().__init__(wire, suffix=suffix, prefix=prefix, aim=aim, delays=limits, now=now)


class _Wire(Source):
    """A scanner on a line."""

    def __init__(self, open_port: Callable[[], Line], trigger_on: bytes, trigger_off: bytes) -> None:
        self._open_port = open_port
        self._trigger_on = trigger_on
        self._trigger_off = trigger_off
        self._line: Line | None = None

    def open(self) -> None:
        """See `Source.open`."""
        with _absent():
            self._line = self._open_port()
        self.rest()

    def hear(self, framer: Framer, seconds: float) -> bool:
        """See `Source.hear`."""
        with _absent():
            data = self._open_line().read(seconds)
        framer.feed(data)
        return bool(data)

    def quiet(self) -> None:
        """See `Source.quiet`."""

    def look(self) -> None:
        """See `Source.look`."""
        self._say(self._trigger_on)

    def rest(self) -> None:
        """See `Source.rest`."""
        self._say(self._trigger_off)

    def close(self) -> None:
        """See `Source.close`."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _say(self, command: bytes) -> None:
        if command:
            with _absent():
                self._open_line().write(command)

    def _open_line(self) -> Line:
        if self._line is None:
            raise ScannerAbsent("the scanner's port is closed")
        return self._line


@contextmanager
def _absent() -> Iterator[None]:
    try:
        yield
    except (LineError, ConfigurationError) as error:
        raise ScannerAbsent(str(error), state=error.state, action=error.action) from None
