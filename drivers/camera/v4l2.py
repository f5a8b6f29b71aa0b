# SPDX-License-Identifier: GPL-3.0-or-later
"""A USB camera (UVC) or any other that Linux knows, by Video4Linux2.

The device is spoken to directly: only so do its own reasons for a failure, the moment of capture and a bound on every
wait come through. No call waits but for a picture, and that with a limit.
"""

from __future__ import annotations

import errno
import fcntl
import mmap
import os
import select
import time
from collections.abc import Callable

from drivers.camera import v4l2_abi as abi
from drivers.camera.contract import CameraAbsent, CameraBroken, CameraSilent, Spectrum
from drivers.camera.delays import Delays
from drivers.camera.drivers import is_device_path
from drivers.camera.source import Encoded, Encoding, Knob, Knobs, Source
from drivers.camera.threaded import ThreadedCamera
from drivers.contract import Action, ConfigurationError, DeviceError, DeviceState

_BUFFERS = 4
_AGAIN = 0.004
"""Seconds of rest when a device says that it has a picture, and then has none."""

_ENCODINGS = {abi.MJPG: Encoding.JPEG, abi.JPEG: Encoding.JPEG, abi.YUYV: Encoding.YUYV, abi.GREY: Encoding.GREY}
_BEST = {
    # Compressed pictures of two cameras fit through one USB hub; grey ones of an infrared camera are small anyway.
    Spectrum.RGB: (abi.MJPG, abi.JPEG, abi.YUYV, abi.GREY),
    Spectrum.INFRARED: (abi.GREY, abi.MJPG, abi.JPEG, abi.YUYV),
}
_MOST_FORMATS = 32
_LONGEST_EXPOSURE = 400
"""In units of 100 µs: 1/25 s. Longer than that a face that moves is smeared."""


class V4l2Camera(ThreadedCamera):
    """The camera whose node is `source`; `/dev/v4l/by-id/…` stays the same when others are plugged in and out."""

    def __init__(
        self,
        source: str,
        *,
        width: int = 1280,
        height: int = 720,
        per_second: int = 25,
        spectrum: Spectrum = Spectrum.RGB,
        title: str = "camera",
        delays: Delays | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        node = V4l2Source(source, (width, height, per_second), spectrum, now)
        super().__init__(node, title=title, spectrum=spectrum, delays=delays, now=now)


class V4l2Source(Source):
    """The device node. It is held open while no pictures flow, so that its loss shows at once."""

    def __init__(self, path: str, wanted: tuple[int, int, int], spectrum: Spectrum, now: Callable[[], float]) -> None:
        if not is_device_path(path):
            raise ConfigurationError(f"a camera's source: expected a path such as /dev/video0, not {path!r}")
        self._path = path
        self._width, self._height, self._per_second = wanted
        self._best = _BEST[spectrum]
        self._now = now
        self._file: int | None = None
        self._buffers: list[mmap.mmap] = []
        self._format = abi.Format(0, 0, 0, 0)
        self._counted = 0
        self._last_sequence: int | None = None

    def open(self) -> None:
        """See `Source.open`."""
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise _trouble(error) from None
        self._make_sure()

    def close(self) -> None:
        """See `Source.close`. Closing the file ends the stream too."""
        self._unmap()
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def check(self) -> None:
        """See `Source.check`."""
        self._make_sure()

    def begin(self) -> None:
        """See `Source.begin`."""
        self._agree()
        self._try(abi.S_CTRL, abi.setting(abi.POWER_LINE_FREQUENCY, abi.MAINS_50_HZ))
        for index in range(abi.granted(self._do(abi.REQBUFS, abi.want_buffers(_BUFFERS)))):
            offset, length = abi.place(self._do(abi.QUERYBUF, abi.buffer(index)))
            try:
                self._buffers.append(mmap.mmap(self._held, length, mmap.MAP_SHARED, mmap.PROT_READ, offset=offset))
            except (OSError, ValueError):
                raise CameraBroken("its buffers cannot be mapped") from None
            self._do(abi.QBUF, abi.buffer(index))
        if not self._buffers:
            raise CameraBroken("it gives no buffers")
        self._last_sequence = None
        self._do(abi.STREAMON, abi.capture_type())

    def end(self) -> None:
        """See `Source.end`; the buffers go back so that another program may take the camera."""
        self._do(abi.STREAMOFF, abi.capture_type())
        self._unmap()
        self._do(abi.REQBUFS, abi.want_buffers(0))

    def read(self, seconds: float) -> Encoded | None:
        """See `Source.read`."""
        until = self._now() + seconds
        poll = select.poll()
        poll.register(self._held, select.POLLIN)
        while True:
            picture = self._newest() if poll.poll(max(0.0, until - self._now()) * 1000) else None
            if picture is not None or self._now() >= until:
                return picture
            time.sleep(_AGAIN)

    def knobs(self) -> Knobs | None:
        """See `Source.knobs`."""
        exposure = self._range(abi.EXPOSURE_ABSOLUTE)
        if exposure is None or not self._try(abi.S_CTRL, abi.setting(abi.EXPOSURE_AUTO, abi.MANUAL)):
            return None
        self._try(abi.S_CTRL, abi.setting(abi.AUTO_WHITE_BALANCE, 0))
        knob = self._knob(abi.EXPOSURE_ABSOLUTE, exposure.least, min(exposure.most, _LONGEST_EXPOSURE))
        gain = self._range(abi.GAIN)
        return Knobs(knob, None if gain is None else self._knob(abi.GAIN, gain.least, gain.most))

    def turn(self, exposure: int, gain: int | None) -> None:
        """See `Source.turn`."""
        self._do(abi.S_CTRL, abi.setting(abi.EXPOSURE_ABSOLUTE, exposure))
        if gain is not None:
            self._do(abi.S_CTRL, abi.setting(abi.GAIN, gain))

    def automatic(self) -> None:
        """See `Source.automatic`."""
        self._try(abi.S_CTRL, abi.setting(abi.EXPOSURE_AUTO, abi.APERTURE_PRIORITY))
        self._try(abi.S_CTRL, abi.setting(abi.AUTO_WHITE_BALANCE, 1))

    # The device.

    @property
    def _held(self) -> int:
        assert self._file is not None  # noqa: S101 - opened by the caller
        return self._file

    def _make_sure(self) -> None:
        node = abi.node(self._do(abi.QUERYCAP, abi.blank(abi.QUERYCAP)))
        if not node.captures:
            message = "the device node gives no pictures; a USB camera's first node does, its second does not"
            raise CameraBroken(message, action=Action.CONFIGURATION)

    def _agree(self) -> None:
        offered = set()
        for index in range(_MOST_FORMATS):
            answer = abi.ask_format(index)
            if not self._try(abi.ENUM_FMT, answer):
                break
            offered.add(abi.format_code(answer))
        code = next((code for code in self._best if code in offered), None)
        if code is not None:
            self._format = abi.agreed(self._do(abi.S_FMT, abi.want_format(self._width, self._height, code)))
        if code is None or self._format.code != code:
            raise CameraBroken("it offers no format that is known here", action=Action.CONFIGURATION)
        self._try(abi.S_PARM, abi.want_rate(self._per_second))

    def _newest(self) -> Encoded | None:
        """Take whatever is ready, give the buffers back and return the newest that is whole."""
        picture = None
        for _ in self._buffers:
            answer = abi.buffer(0)
            try:
                fcntl.ioctl(self._held, abi.DQBUF, answer)
            except BlockingIOError:
                break
            except OSError as error:
                raise _trouble(error) from None
            filled = abi.filled(answer)
            if filled.index >= len(self._buffers):
                raise CameraBroken("it fills a buffer that it was not given")
            self._count(filled.sequence)
            if filled.used and not filled.damaged:
                data = self._buffers[filled.index][: filled.used]
                at = self._now() if filled.captured_at is None else filled.captured_at
                picture = Encoded(
                    data, _ENCODINGS[self._format.code], at, self._counted, self._format.width, self._format.height
                )
            self._do(abi.QBUF, abi.buffer(filled.index))
        return picture

    def _count(self, sequence: int) -> None:
        """Count what the driver dropped too; it counts from the beginning of each stream."""
        last, self._last_sequence = self._last_sequence, sequence
        self._counted += 1 if last is None or sequence <= last else sequence - last

    def _knob(self, control: int, least: int, most: int) -> Knob:
        now = abi.value_of(self._do(abi.G_CTRL, abi.setting(control)))
        return Knob(least, most, min(max(now, least), most))

    def _range(self, control: int) -> abi.Control | None:
        answer = abi.ask_control(control)
        found = abi.control_range(answer) if self._try(abi.QUERYCTRL, answer) else None
        return found if found is not None and found.usable and found.least < found.most else None

    def _unmap(self) -> None:
        for buffer in self._buffers:
            buffer.close()
        self._buffers = []

    def _try(self, request: int, data: bytearray) -> bool:
        """Do something that a camera may not know; a camera that has gone is told all the same."""
        try:
            fcntl.ioctl(self._held, request, data)
        except OSError as error:
            if error.errno in {errno.EINVAL, errno.ENOTTY, errno.ERANGE, errno.EBUSY, errno.EACCES, errno.EIO}:
                return False
            raise _trouble(error) from None
        return True

    def _do(self, request: int, data: bytearray) -> bytearray:
        try:
            fcntl.ioctl(self._held, request, data)
        except OSError as error:
            raise _trouble(error) from None
        return data


def _trouble(error: OSError) -> DeviceError:
    match error.errno:
        case errno.ENOENT | errno.ENODEV | errno.ENXIO | errno.EBADF:
            return CameraAbsent("there is no such camera")
        case errno.EACCES | errno.EPERM:
            message = "no right to the camera: its user belongs into the group video"
            return CameraAbsent(message, state=DeviceState.OFFLINE, action=Action.CONFIGURATION)
        case errno.EBUSY:
            message = "another program holds the camera"
            return CameraAbsent(message, state=DeviceState.OFFLINE, action=Action.CONFIGURATION)
        case errno.ENOSPC:
            message = "the USB port has no room for the stream: smaller pictures, or another port"
            return CameraBroken(message, action=Action.CONFIGURATION)
        case errno.EINVAL | errno.ENOTTY:
            return CameraBroken("it does not do what a camera does", action=Action.CONFIGURATION)
        case _:  # EIO, EPROTO, ETIMEDOUT …: the USB line or the camera behind it
            return CameraSilent(f"the camera does not obey ({errno.errorcode.get(error.errno or 0, 'unknown')})")
