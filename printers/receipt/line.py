# SPDX-License-Identifier: GPL-3.0-or-later
"""The byte line to a receipt printer, with the errors of every kind of it. The ways to open one are its siblings."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Protocol

from printers.contract import DeviceState, PrinterError, Trouble


class LinkError(PrinterError):
    """The port did not open, or broke while it was in use."""

    def __init__(self, message: str, trouble: Trouble) -> None:
        super().__init__(message, DeviceState.NO_DEVICE, trouble)


class Line(ABC):
    """An open line, used from one thread. Each method raises LinkError when it breaks; close it then."""

    @abstractmethod
    def read(self) -> bytes:
        """Return what arrives, as soon as anything does; empty when nothing has within the line's limit."""

    @abstractmethod
    def write(self, data: bytes, within: float) -> None:
        """Send all of it. A printer that has not taken it after `within` seconds breaks the line as SILENT."""

    @abstractmethod
    def forget(self) -> None:
        """Drop what has arrived and was not read."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the line. Never raises."""


class Listener(Protocol):
    """Hears what is said on a line, for `kiosk device … --capture`."""

    def opened(self, kind: str) -> None:
        """A line was opened: `serial`, `tcp` or `usb`."""

    def sent(self, data: bytes) -> None:
        """Bytes went to the printer."""

    def received(self, data: bytes) -> None:
        """Bytes came from it."""

    def lost(self) -> None:
        """The line broke."""

    def closed(self) -> None:
        """It was closed."""


class TappedLine(Line):
    """A line with a listener on it."""

    def __init__(self, line: Line, kind: str, listener: Listener) -> None:
        self._line = line
        self._listener = listener
        self._open = True
        listener.opened(kind)

    def read(self) -> bytes:
        """See `Line.read`."""
        try:
            data = self._line.read()
        except LinkError:
            self._lost()
            raise
        if data:
            self._listener.received(data)
        return data

    def write(self, data: bytes, within: float) -> None:
        """See `Line.write`."""
        self._listener.sent(data)
        try:
            self._line.write(data, within)
        except LinkError:
            self._lost()
            raise

    def forget(self) -> None:
        """See `Line.forget`."""
        self._line.forget()

    def close(self) -> None:
        """See `Line.close`."""
        if self._open:
            self._open = False
            self._listener.closed()
        self._line.close()

    def _lost(self) -> None:
        if self._open:
            self._open = False
            self._listener.lost()
