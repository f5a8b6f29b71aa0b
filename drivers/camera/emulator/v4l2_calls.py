# SPDX-License-Identifier: GPL-3.0-or-later
"""The calls that a program makes to a camera's node, answered as the kernel does (linux/videodev2.h, 64 bits)."""

from __future__ import annotations

import errno
import struct
import time
from collections import deque
from pathlib import Path

from drivers.camera.emulator.scene import Scene

BUFFER_SIZE = 1 << 20
MOST_BUFFERS = 4

_QUERYCAP, _ENUM_FMT, _S_FMT, _REQBUFS = 0x80685600, 0xC0405602, 0xC0D05605, 0xC0145608
_QUERYBUF, _QBUF, _DQBUF, _STREAMON, _STREAMOFF = 0xC0585609, 0xC058560F, 0xC0585611, 0x40045612, 0x40045613
_G_CTRL, _S_CTRL, _QUERYCTRL = 0xC008561B, 0xC008561C, 0xC0445624
_REFUSABLE = {_QUERYCAP: "open", _S_FMT: "format", _REQBUFS: "buffers", _STREAMON: "start", _DQBUF: "picture"}
_EXPOSURE_AUTO, _EXPOSURE, _GAIN, _WHITE_BALANCE = 0x009A0901, 0x009A0902, 0x00980913, 0x0098090C
_RANGES = {_EXPOSURE_AUTO: (0, 3), _EXPOSURE: (1, 5000), _GAIN: (0, 100), _WHITE_BALANCE: (0, 1)}
_NAMES = {_EXPOSURE_AUTO: "exposure_auto", _EXPOSURE: "exposure", _GAIN: "gain", _WHITE_BALANCE: "white_balance"}

_WIDTH, _HEIGHT = 640, 480
_PER_SECOND = 25.0
_FULL_LIGHT = 200.0
"""The exposure, in units of 100 µs, at which the scene looks as it is."""


class Calls:
    """What the kernel and the camera know together. One call at a time: whoever calls holds a lock around it.

    `file` stands for the node, and holds its buffers.
    """

    def __init__(self, scene: Scene, file: Path) -> None:
        self.scene = scene
        self.silent = False
        """Streams and delivers no picture."""
        self.damaged = False
        """Marks each picture as damaged, as the kernel does with lost USB packets."""
        self.metadata = False
        """Is a USB camera's second node, which has no pictures."""
        self.refusals: dict[str, int] = {}
        """The errno for `open`, `format`, `buffers`, `start` or `picture`."""
        self.streaming = False
        """Whether pictures flow now."""
        self.streams = 0
        """How often pictures have begun to flow."""
        self.count = 0
        """Pictures since they began to flow, missed ones included."""
        self._file = file
        self._values = {_EXPOSURE_AUTO: 3, _EXPOSURE: 150, _GAIN: 0, _WHITE_BALANCE: 1}
        self._queued: deque[int] = deque()
        self._due = 0.0

    @property
    def controls(self) -> dict[str, int]:
        """How the camera's controls stand."""
        return {name: self._values[control] for control, name in _NAMES.items()}

    def obey(self, request: int, data: bytearray) -> int:
        """Do one call, changing its argument in place; return its errno."""
        if code := self.refusals.get(_REFUSABLE.get(request, ""), 0):
            return code
        calls = {
            _QUERYCAP: self._tell_what_it_is,
            _ENUM_FMT: self._tell_format,
            _S_FMT: self._agree,
            _REQBUFS: self._grant,
            _QUERYBUF: self._place,
            _QBUF: self._queue,
            _DQBUF: self._deliver,
            _STREAMON: self._begin,
            _STREAMOFF: self._end,
        }
        if request in calls:
            return calls[request](data)
        return self._control(request, data)

    def _tell_what_it_is(self, data: bytearray) -> int:
        data[16:48] = b"Emulated camera".ljust(32, b"\0")
        data[84:92] = struct.pack("=2I", 0x84A0_0001, 0x04A0_0000 if self.metadata else 0x0420_0001)
        return 0

    def _tell_format(self, data: bytearray) -> int:
        if int.from_bytes(data[:4], "little") > 0:
            return errno.EINVAL
        data[44:48] = b"MJPG"
        return 0

    def _agree(self, data: bytearray) -> int:
        data[8:32] = struct.pack("=2I4s3I", _WIDTH, _HEIGHT, b"MJPG", 1, 0, BUFFER_SIZE)
        return 0

    def _grant(self, data: bytearray) -> int:
        data[:4] = min(int.from_bytes(data[:4], "little"), MOST_BUFFERS).to_bytes(4, "little")
        self._queued.clear()
        return 0

    def _place(self, data: bytearray) -> int:
        data[64:76] = struct.pack("=QI", int.from_bytes(data[:4], "little") * BUFFER_SIZE, BUFFER_SIZE)
        return 0

    def _queue(self, data: bytearray) -> int:
        self._queued.append(int.from_bytes(data[:4], "little"))
        return 0

    def _begin(self, _: bytearray) -> int:
        self.streaming = True
        self.streams += 1
        self.count = 0
        self._due = time.monotonic() + 1 / _PER_SECOND
        return 0

    def _end(self, _: bytearray) -> int:
        self.streaming = False
        self._queued.clear()
        return 0

    def _deliver(self, data: bytearray) -> int:
        if not self.streaming:
            return errno.EINVAL
        now = time.monotonic()
        if self.silent or not self._queued or now < self._due:
            return errno.EAGAIN
        periods = 1 + int((now - self._due) * _PER_SECOND)
        self._due += periods / _PER_SECOND
        self.count += periods
        index = self._queued.popleft()
        manual = self._values[_EXPOSURE_AUTO] == 1
        gained = 1 + self._values[_GAIN] / 25
        self.scene.exposed(self._values[_EXPOSURE] / _FULL_LIGHT * gained if manual else 1.0)
        jpeg = self.scene.next_jpeg()
        with self._file.open("r+b") as file:
            file.seek(index * BUFFER_SIZE)
            file.write(jpeg)
        flags = 0x2001 | (0x40 if self.damaged else 0)
        seconds, rest = divmod(now, 1)
        data[:24] = struct.pack("=5I4x", index, 1, len(jpeg), flags, 1)
        data[24:40] = struct.pack("=2q", int(seconds), int(rest * 1e6))
        data[56:60] = struct.pack("=I", self.count)
        return 0

    def _control(self, request: int, data: bytearray) -> int:
        control, value = struct.unpack_from("=Ii", data)
        if control not in _RANGES:
            return errno.EINVAL
        least, most = _RANGES[control]
        if request == _QUERYCTRL:
            data[40:48] = struct.pack("=2i", least, most)
        elif request == _G_CTRL:
            data[4:8] = struct.pack("=i", self._values[control])
        elif request == _S_CTRL:
            if control in {_EXPOSURE, _GAIN} and self._values[_EXPOSURE_AUTO] != 1:
                return errno.EINVAL
            if not least <= value <= most:
                return errno.ERANGE
            self._values[control] = value
        else:
            return errno.ENOTTY
        return 0
