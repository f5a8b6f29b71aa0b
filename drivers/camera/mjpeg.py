# SPDX-License-Identifier: GPL-3.0-or-later
"""A network camera (网络摄像头) that sends Motion JPEG over HTTP.

HTTP/1.0 is spoken, in which an answer may not be chunked. Names and passwords go as Basic authentication, in the clear:
such a camera belongs on a cable inside the terminal.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from urllib.parse import SplitResult, unquote, urlsplit

from drivers.camera.contract import CameraAbsent, CameraBroken, CameraSilent, Spectrum
from drivers.camera.delays import Delays
from drivers.camera.drivers import is_stream_url
from drivers.camera.multipart import MOST_HEAD, NotAStream, Parts, boundary_of, parse_head
from drivers.camera.source import Encoded, Encoding, Source
from drivers.camera.threaded import ThreadedCamera
from drivers.contract import Action, ConfigurationError, DeviceState
from drivers.transport import Line, LineError, open_line


class MjpegCamera(ThreadedCamera):
    """A camera at `url`, such as `http://192.168.8.20/video.mjpg`."""

    def __init__(
        self,
        url: str,
        *,
        spectrum: Spectrum = Spectrum.RGB,
        title: str = "camera",
        delays: Delays | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        limits = delays or Delays()
        source = MjpegSource(url, limit=limits.connect, now=now)
        super().__init__(source, title=title, spectrum=spectrum, delays=limits, now=now)


class MjpegSource(Source):
    """The stream. It is opened anew for each time that pictures flow, since HTTP knows no pause."""

    def __init__(self, url: str, *, limit: float, now: Callable[[], float]) -> None:
        if not is_stream_url(url):  # the message quotes nothing of it, for it may hold a password
            raise ConfigurationError("a camera's url: expected http://host/path or http://name:password@host:port/path")
        address = urlsplit(url)
        host = address.hostname or ""
        self._port = f"socket://{f'[{host}]' if ':' in host else host}:{address.port or 80}"
        self._request = _request(address)
        self._limit = limit
        self._now = now
        self._line: Line | None = None
        self._parts: Parts | None = None
        self._number = 0

    def open(self) -> None:
        """See `Source.open`: there is nothing to hold while no pictures flow."""

    def close(self) -> None:
        """See `Source.close`."""
        if self._line is not None:
            self._line.close()
            self._line = self._parts = None

    def check(self) -> None:
        """See `Source.check`: the camera accepts a connection."""
        self._connect().close()

    def begin(self) -> None:
        """See `Source.begin`."""
        self.close()
        self._line = line = self._connect()
        try:
            line.write(self._request)
            head, rest = self._head(line)
        except LineError as error:
            raise _absent(error) from None
        try:
            code, content_type = parse_head(head)
            if code != 200:
                raise _refusal(code)
            self._parts = Parts(boundary_of(content_type))
            self._pictures = self._parts.feed(rest)
        except NotAStream as mistake:
            raise _no_camera(mistake) from None

    def end(self) -> None:
        """See `Source.end`."""
        self.close()

    def read(self, seconds: float) -> Encoded | None:
        """See `Source.read`. A picture counts as captured when it has arrived."""
        assert self._line is not None  # noqa: S101 - pictures flow
        assert self._parts is not None  # noqa: S101
        until = self._now() + seconds
        pictures, self._pictures = self._pictures, []
        try:
            while not pictures and (left := until - self._now()) > 0:
                pictures = self._parts.feed(self._line.read(left))
            while data := self._line.read(0):
                pictures += self._parts.feed(data)
                if self._now() > until:  # a stream that is faster than we are has no end
                    break
        except LineError as error:
            raise _absent(error) from None
        except NotAStream as mistake:
            raise _no_camera(mistake) from None
        self._number += len(pictures)
        return Encoded(pictures[-1], Encoding.JPEG, self._now(), self._number) if pictures else None

    def _connect(self) -> Line:
        try:
            return open_line(self._port, baud=0, limit=self._limit)
        except LineError as error:
            raise _absent(error) from None

    def _head(self, line: Line) -> tuple[bytes, bytes]:
        until = self._now() + self._limit
        heard = b""
        while (end := heard.find(b"\r\n\r\n")) < 0:
            if len(heard) > MOST_HEAD:
                raise _no_camera(NotAStream("an answer without an end to its head"))
            if (left := until - self._now()) <= 0:
                raise CameraSilent("it accepts a connection and does not answer")
            heard += line.read(left)
        return heard[: end + 2], heard[end + 4 :]


def _request(address: SplitResult) -> bytes:
    path = (address.path or "/") + (f"?{address.query}" if address.query else "")
    host = address.netloc.rpartition("@")[2]
    lines = [f"GET {path} HTTP/1.0", f"Host: {host}", "Accept: multipart/x-mixed-replace", "Connection: close"]
    if address.username is not None:
        pair = f"{unquote(address.username)}:{unquote(address.password or '')}"
        lines.append(f"Authorization: Basic {base64.b64encode(pair.encode()).decode()}")
    return "\r\n".join((*lines, "", "")).encode("ascii")


def _absent(error: LineError) -> CameraAbsent:
    return CameraAbsent("the network camera cannot be reached", state=error.state, action=error.action)


def _refusal(code: int) -> CameraAbsent | CameraBroken | CameraSilent:
    if code in {401, 403}:
        message = "the network camera wants another name and password"
        return CameraAbsent(message, state=DeviceState.OFFLINE, action=Action.CONFIGURATION)
    if code in {404, 405}:
        message = "the network camera has no such stream"
        return CameraAbsent(message, state=DeviceState.OFFLINE, action=Action.CONFIGURATION)
    if code == 503:  # most cameras serve a few viewers only
        message = "the network camera serves others"
        return CameraAbsent(message, state=DeviceState.OFFLINE, action=Action.CONFIGURATION)
    return CameraBroken(f"the network camera answers {code}")


def _no_camera(mistake: NotAStream) -> CameraBroken:
    return CameraBroken(str(mistake), action=Action.CONFIGURATION)
