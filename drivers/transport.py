# SPDX-License-Identifier: GPL-3.0-or-later
"""Byte lines to devices, named by pyserial URLs. The only module of the serial drivers that touches the system.

* `/dev/ttyUSB0`: a serial port, opened for ourselves alone (flock and TIOCEXCL are respected);
* `spy:///dev/ttyUSB0?file=wire.txt`: the same, with the traffic written to a file. It holds whatever is on the wire, so
  it is for invented cards only;
* `socket://host:port`: a device behind a TCP port.

A line is used from one thread only. Every call is bounded in time.
"""

from __future__ import annotations

import contextlib
import errno
import select
import socket
import termios
from urllib.parse import urlsplit

import serial

from drivers.capture.tap import tapped
from drivers.contract import ConfigurationError
from drivers.line import Line, LineError, LineLost, PortAbsent, PortForbidden, PortInUse

__all__ = [
    "Line",
    "LineError",
    "LineLost",
    "PortAbsent",
    "PortForbidden",
    "PortInUse",
    "check_port",
    "open_line",
]

_CHUNK = 4096
_WRITE_LIMIT = 1.0
"""Seconds that a write may take before the line counts as lost."""
_KEEPALIVE = ((socket.TCP_KEEPIDLE, 5), (socket.TCP_KEEPINTVL, 2), (socket.TCP_KEEPCNT, 3))
"""A peer that is gone is noticed within some eleven seconds of quiet: silence, pause, tries."""


def check_port(port: str) -> None:
    """Raise `ConfigurationError` when `port` can be no port of ours. Opens nothing."""
    scheme, separator, rest = port.partition("://")
    if not separator:
        if not port.startswith("/"):
            raise ConfigurationError(f"port {port!r}: expected a device path such as /dev/ttyUSB0, or a URL")
    elif scheme == "socket":
        _host_and_port(port)
    elif scheme != "spy" or "file=" not in rest:
        # Without a file pyserial writes the traffic to stderr, and with it a person to the log.
        raise ConfigurationError(f"port {port!r}: expected /dev/…, socket://host:port or spy:///dev/…?file=…")


def open_line(port: str, *, baud: int, limit: float) -> Line:
    """Open a port at `baud` bits a second, 8N1 (a `socket://` has no speed of its own).

    `limit` is the seconds that a TCP peer may take to accept. Raises `ConfigurationError`, `PortAbsent`,
    `PortForbidden` or `PortInUse`.
    """
    check_port(port)
    if port.startswith("socket://"):
        return tapped(_TcpLine(*_host_and_port(port), limit), "tcp")
    return tapped(_SerialLine(port, baud), "serial")


class _SerialLine(Line):
    def __init__(self, port: str, baud: int) -> None:
        try:
            self._port = serial.serial_for_url(
                port, baudrate=baud, timeout=0, write_timeout=_WRITE_LIMIT, exclusive=True
            )
        except (OSError, termios.error) as error:
            raise _why_not_opened(error) from None
        except ValueError:
            raise ConfigurationError(f"port {port!r} cannot be opened at {baud} baud") from None

    def read(self, seconds: float) -> bytes:
        try:
            if not select.select([self._port.fileno()], [], [], max(0.0, seconds))[0]:
                return b""
            return bytes(self._port.read(_CHUNK))
        except (OSError, termios.error):
            raise LineLost("the serial port has ended") from None

    def write(self, data: bytes) -> None:
        try:
            self._port.write(data)
        except (OSError, termios.error):
            raise LineLost("the serial port takes no more bytes") from None

    def close(self) -> None:
        with contextlib.suppress(OSError, termios.error):
            # Bytes that the device never took would let close() wait for them, up to half a minute.
            self._port.reset_output_buffer()
        with contextlib.suppress(OSError, termios.error):
            self._port.close()
        if (formatter := getattr(self._port, "formatter", None)) is not None:
            formatter.output.close()  # pyserial leaves the file of spy:// open


class _TcpLine(Line):
    """Plain sockets: pyserial's own class waits 5 s for a peer, sleeps in close and leaks a socket whose peer left."""

    def __init__(self, host: str, port: int, limit: float) -> None:
        try:
            self._socket = socket.create_connection((host, port), timeout=limit)
        except OSError as error:
            raise _why_not_opened(error) from None
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # A converter that lost its power never says that the connection is dead, and a scanner is asked nothing.
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for option, seconds in _KEEPALIVE:
            self._socket.setsockopt(socket.IPPROTO_TCP, option, seconds)
        self._socket.settimeout(_WRITE_LIMIT)

    def read(self, seconds: float) -> bytes:
        try:
            if not select.select([self._socket], [], [], max(0.0, seconds))[0]:
                return b""
            data = self._socket.recv(_CHUNK)
        except OSError:
            raise LineLost("the connection broke") from None
        if not data:
            raise LineLost("the peer closed the connection")
        return data

    def write(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except OSError:
            raise LineLost("the connection takes no more bytes") from None

    def close(self) -> None:
        self._socket.close()


def _host_and_port(url: str) -> tuple[str, int]:
    try:
        parts = urlsplit(url)
        host, number = parts.hostname, parts.port
        (host or "").encode("idna")  # as the resolver will, which raises no OSError for a name that can be none
    except ValueError:
        host = number = None
    if not host or not number:
        raise ConfigurationError(f"port {url!r}: expected socket://host:port")
    return host, number


def _why_not_opened(error: OSError | termios.error) -> LineError:
    code = getattr(error, "errno", None) or (error.args[0] if error.args else None)
    if code in {errno.EACCES, errno.EPERM}:
        return PortForbidden("no right to open the port")
    if code in {errno.EBUSY, errno.EAGAIN}:
        return PortInUse("another program holds the port")
    return PortAbsent("no such port, or nobody listens on it")
