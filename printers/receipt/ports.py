# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens the port that terminal.toml names: a serial line, a TCP port, native USB."""

from __future__ import annotations

import contextlib
import errno
import socket
import termios
from collections.abc import Callable
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import serial

from printers.contract import Trouble
from printers.receipt.line import Line, LinkError, Listener, TappedLine
from printers.receipt.usb_address import is_usb, usb_address

_BROKEN = (serial.SerialException, OSError, termios.error)
"""What pyserial lets through when a port does not open or goes away; `termios.error` is no OSError."""
_REFUSALS = frozenset({errno.EACCES, errno.EPERM, errno.EBUSY, errno.EAGAIN})
"""What the system says of a port that is there and not ours: rights, TIOCEXCL, flock."""
_CHUNK = 4096
_CALL_WITHIN = 3.0
"""Seconds that a network printer has to take a call."""


UsbBackend: TypeAlias = Callable[[], Any]
"""Returns what pyusb calls a backend."""


def open_line(
    port: str,
    *,
    baud: int,
    answer_within: float,
    listener: Listener | None = None,
    usb: UsbBackend | None = None,
) -> Line:
    """Open a port; `answer_within` is how long one reading waits, in seconds. Raises LinkError.

    `usb` returns the bus on which a `usb://` printer is; libusb's when there is none.
    """
    line: Line
    if is_usb(port):
        kind = "usb"
        # libusb is loaded only where there is a printer on it.
        from printers.receipt.usb_line import UsbLine  # noqa: PLC0415

        line = UsbLine(usb_address(port), answer_within, usb)
    elif port.startswith("socket://"):
        kind, line = "tcp", _TcpLine(port, answer_within)
    else:
        kind, line = "serial", _SerialLine(port, baud, answer_within)
    return line if listener is None else TappedLine(line, kind, listener)


class _SerialLine(Line):
    """Any port that pyserial knows."""

    def __init__(self, port: str, baud: int, answer_within: float) -> None:
        try:
            # Exclusive: a second program's questions would come out in the middle of somebody's receipt.
            self._port = serial.serial_for_url(
                port, baudrate=baud, timeout=answer_within, write_timeout=answer_within, exclusive=True
            )
        except (*_BROKEN, ValueError) as error:
            refused = getattr(error, "errno", None) in _REFUSALS
            raise LinkError(f"{port} does not open", Trouble.REFUSED if refused else Trouble.ABSENT) from error

    def read(self) -> bytes:
        try:
            data = bytes(self._port.read(1))
            return data + bytes(self._port.read(min(_CHUNK, self._port.in_waiting))) if data else b""
        except _BROKEN as error:
            raise _hung_up() from error

    def write(self, data: bytes, within: float) -> None:
        try:
            self._port.write_timeout = within
            self._port.write(data)
        except serial.SerialTimeoutException as error:
            raise _takes_no_more() from error
        except _BROKEN as error:
            raise _hung_up() from error

    def forget(self) -> None:
        try:
            self._port.reset_input_buffer()
        except _BROKEN as error:
            raise _hung_up() from error

    def close(self) -> None:
        with contextlib.suppress(*_BROKEN):
            # Bytes that the printer never took would let close() wait for them, up to half a minute.
            self._port.reset_output_buffer()
        with contextlib.suppress(*_BROKEN):  # a device that was pulled out
            self._port.close()


class _TcpLine(Line):
    """Plain sockets: pyserial's own class sleeps in close and leaks a socket whose peer left first."""

    def __init__(self, url: str, answer_within: float) -> None:
        parts = urlsplit(url)
        try:
            self._socket = socket.create_connection((parts.hostname, parts.port), timeout=_CALL_WITHIN)
        except (OSError, ValueError) as error:
            raise LinkError(f"{url} does not open", Trouble.ABSENT) from error
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._answer_within = answer_within

    def read(self) -> bytes:
        return self._receive(self._answer_within)

    def write(self, data: bytes, within: float) -> None:
        try:
            self._socket.settimeout(within)
            self._socket.sendall(data)
        except TimeoutError as error:
            raise _takes_no_more() from error
        except OSError as error:
            raise _hung_up() from error

    def forget(self) -> None:
        while self._receive(0.0):
            pass

    def close(self) -> None:
        self._socket.close()

    def _receive(self, seconds: float) -> bytes:
        try:
            self._socket.settimeout(seconds)
            data = self._socket.recv(_CHUNK)
        except (TimeoutError, BlockingIOError):
            return b""
        except OSError as error:
            raise _hung_up() from error
        if not data:
            raise _hung_up()
        return data


def _hung_up() -> LinkError:
    return LinkError("the printer hung up", Trouble.LOST)


def _takes_no_more() -> LinkError:
    return LinkError("the printer takes no more data", Trouble.SILENT)
