# SPDX-License-Identifier: GPL-3.0-or-later
"""A USB camera as Video4Linux2 shows it, for a program that runs under umockdev's preloaded library.

umockdev passes each ioctl on an emulated node to a Unix socket, and reads and writes the program's memory for whoever
answers there (`libumockdev-preload.so`; three unsigned longs a message). The node itself is a file, so that mapping its
buffers works as with a device. That a file is always ready to be read is the one difference to a real node: the camera
then says that it has no picture yet.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import socket
import struct
import tempfile
import threading
import time
from collections import deque
from pathlib import Path
from types import TracebackType
from typing import Self

from drivers.camera.emulator.scene import Scene

LIBRARY = "libumockdev-preload.so.0"
_PATIENCE = 20.0

_MESSAGE = struct.Struct("=3Q")
_IOCTL, _DONE, _READ_MEMORY, _WRITE_MEMORY = 1, 3, 5, 6

# linux/videodev2.h on 64-bit Linux.
_QUERYCAP, _ENUM_FMT, _S_FMT, _REQBUFS = 0x80685600, 0xC0405602, 0xC0D05605, 0xC0145608
_QUERYBUF, _QBUF, _DQBUF, _STREAMON, _STREAMOFF = 0xC0585609, 0xC058560F, 0xC0585611, 0x40045612, 0x40045613
_G_CTRL, _S_CTRL, _QUERYCTRL = 0xC008561B, 0xC008561C, 0xC0445624
_REFUSABLE = {_QUERYCAP: "open", _S_FMT: "format", _REQBUFS: "buffers", _STREAMON: "start", _DQBUF: "picture"}
_EXPOSURE_AUTO, _EXPOSURE, _GAIN, _WHITE_BALANCE = 0x009A0901, 0x009A0902, 0x00980913, 0x0098090C
_RANGES = {_EXPOSURE_AUTO: (0, 3), _EXPOSURE: (1, 5000), _GAIN: (0, 100), _WHITE_BALANCE: (0, 1)}

_BUFFER_SIZE = 1 << 20
_MOST_BUFFERS = 4
_FULL_LIGHT = 200.0
"""The exposure, in units of 100 µs, at which the scene looks as it is."""


class V4l2Device:
    """One camera at `node` of a system of its own; `environment` is what a program must be started with to see it.

    Every method may be called from any thread.
    """

    def __init__(self, scene: Scene | None = None, *, node: str = "video0", world: World) -> None:
        self.scene = scene or Scene()
        self.node = f"/dev/{node}"
        self._world = world
        self._file = world.folder / "dev" / node
        self._socket_path = world.folder / "ioctl" / "dev" / node
        self._lock = threading.Condition()
        self._plugged = False
        self._listener: socket.socket | None = None
        self._values = {_EXPOSURE_AUTO: 3, _EXPOSURE: 150, _GAIN: 0, _WHITE_BALANCE: 1}
        self._queued: deque[int] = deque()
        self._streaming = False
        self._count = 0
        self._due = 0.0
        self._width, self._height = 640, 480
        self._refusals: dict[str, int] = {}
        self._silent = self._damaged = self._hangs = self._metadata = False
        self._per_second = 25.0
        self.streams = 0
        """How often pictures have begun to flow."""
        self.plug()

    @property
    def controls(self) -> dict[str, int]:
        """How the camera's controls stand."""
        names = {_EXPOSURE_AUTO: "exposure_auto", _EXPOSURE: "exposure", _GAIN: "gain", _WHITE_BALANCE: "white_balance"}
        with self._lock:
            return {name: self._values[control] for control, name in names.items()}

    @property
    def streaming(self) -> bool:
        """Whether pictures flow now."""
        return self._streaming

    def plug(self) -> None:
        """Put the cable in: the node appears."""
        with self._lock:
            if self._plugged:
                return
            self._plugged, self._streaming = True, False
            self._listener = socket.socket(socket.AF_UNIX)
            self._socket_path.unlink(missing_ok=True)
            self._listener.bind(str(self._socket_path))
            self._socket_path.chmod(0o666)
            self._listener.listen()
            threading.Thread(target=self._listen, args=(self._listener,), name="emulator", daemon=True).start()
            self._file.write_bytes(b"")
            os.truncate(self._file, _BUFFER_SIZE * _MOST_BUFFERS)
            self._file.chmod(0o666)

    def unplug(self) -> None:
        """Pull the cable: the node vanishes, and whoever holds it is told that there is no such device."""
        with self._lock:
            self._plugged = self._streaming = False
            self._file.unlink(missing_ok=True)
            self._socket_path.unlink(missing_ok=True)
            if self._listener is not None:
                with contextlib.suppress(OSError):
                    self._listener.shutdown(socket.SHUT_RDWR)
                self._listener.close()
                self._listener = None
            self._lock.notify_all()

    def move_to(self, node: str) -> None:
        """Come back under another number, as after the cable was in another socket."""
        self.unplug()
        self.node = f"/dev/{node}"
        self._file = self._file.with_name(node)
        self._socket_path = self._socket_path.with_name(node)
        self.plug()

    def refuse(self, call: str, code: int = 0) -> None:
        """Answer `open`, `format`, `buffers`, `start` or `picture` with this errno; 0: as usual."""
        with self._lock:
            self._refusals[call] = code

    def silence(self, *, on: bool) -> None:
        """Stream and deliver no picture."""
        with self._lock:
            self._silent = on

    def damage(self, *, on: bool) -> None:
        """Mark each picture as damaged, as the kernel does with lost USB packets."""
        with self._lock:
            self._damaged = on

    def hang(self, *, on: bool) -> None:
        """Let every call hang in the system, as with a dying USB device."""
        with self._lock:
            self._hangs = on
            self._lock.notify_all()

    def forbid(self, *, on: bool) -> None:
        """Take the right to the node away from all but root, or give it back."""
        self._file.chmod(0o600 if on else 0o666)

    def wait_for_stream(self, *, timeout: float = _PATIENCE) -> None:
        """Wait until pictures flow; raises `TimeoutError`."""
        with self._lock:
            if not self._lock.wait_for(lambda: self._streaming and self._count > 2, timeout):
                raise TimeoutError("nobody streams")

    def wait_for_rest(self, *, timeout: float = _PATIENCE) -> None:
        """Wait until no pictures flow; raises `TimeoutError`."""
        with self._lock:
            if not self._lock.wait_for(lambda: not self._streaming, timeout):
                raise TimeoutError("somebody streams")

    def be_metadata(self) -> None:
        """Be a USB camera's second node, which has no pictures."""
        with self._lock:
            self._metadata = True

    # At work, a thread for each program that has the node open.

    def _listen(self, listener: socket.socket) -> None:
        while True:
            try:
                program, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(program,), name="emulator", daemon=True).start()

    def _serve(self, program: socket.socket) -> None:
        with program, contextlib.suppress(OSError, EOFError):
            while True:
                command, request, address = _MESSAGE.unpack(_exactly(program, _MESSAGE.size))
                if command != _IOCTL:  # nothing else is done to a camera's node
                    program.sendall(_MESSAGE.pack(_DONE, (1 << 64) - 1, errno.ENOTTY))
                    continue
                size = request >> 16 & 0x3FFF
                program.sendall(_MESSAGE.pack(_READ_MEMORY, address, size))
                data = bytearray(_exactly(program, size))
                with self._lock:
                    self._lock.wait_for(lambda: not self._hangs)
                    code = self._obey(request, data)
                if code:
                    program.sendall(_MESSAGE.pack(_DONE, (1 << 64) - 1, code))
                else:
                    program.sendall(_MESSAGE.pack(_WRITE_MEMORY, address, size) + data)
                    program.sendall(_MESSAGE.pack(_DONE, 0, 0))
                if code == errno.EAGAIN:
                    time.sleep(0.002)
        with self._lock:
            self._streaming = False
            self._lock.notify_all()

    def _obey(self, request: int, data: bytearray) -> int:
        """Do one call; return its errno."""
        if not self._plugged:
            return errno.ENODEV
        if code := self._refusals.get(_REFUSABLE.get(request, ""), 0):
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
        data[84:92] = struct.pack("=2I", 0x84A0_0001, 0x04A0_0000 if self._metadata else 0x0420_0001)
        return 0

    def _tell_format(self, data: bytearray) -> int:
        if int.from_bytes(data[:4], "little") > 0:
            return errno.EINVAL
        data[44:48] = b"MJPG"
        return 0

    def _agree(self, data: bytearray) -> int:
        data[8:32] = struct.pack("=2I4s3I", self._width, self._height, b"MJPG", 1, 0, _BUFFER_SIZE)
        return 0

    def _grant(self, data: bytearray) -> int:
        data[:4] = min(int.from_bytes(data[:4], "little"), _MOST_BUFFERS).to_bytes(4, "little")
        self._queued.clear()
        return 0

    def _place(self, data: bytearray) -> int:
        data[64:76] = struct.pack("=QI", int.from_bytes(data[:4], "little") * _BUFFER_SIZE, _BUFFER_SIZE)
        return 0

    def _queue(self, data: bytearray) -> int:
        self._queued.append(int.from_bytes(data[:4], "little"))
        return 0

    def _begin(self, _: bytearray) -> int:
        self._streaming = True
        self.streams += 1
        self._count = 0
        self._due = time.monotonic() + 1 / self._per_second
        return 0

    def _end(self, _: bytearray) -> int:
        self._streaming = False
        self._queued.clear()
        self._lock.notify_all()
        return 0

    def _deliver(self, data: bytearray) -> int:
        if not self._streaming:
            return errno.EINVAL
        now = time.monotonic()
        if self._silent or not self._queued or now < self._due:
            return errno.EAGAIN
        periods = 1 + int((now - self._due) * self._per_second)
        self._due += periods / self._per_second
        self._count += periods
        index = self._queued.popleft()
        manual = self._values[_EXPOSURE_AUTO] == 1
        gained = 1 + self._values[_GAIN] / 25
        self.scene.exposed(self._values[_EXPOSURE] / _FULL_LIGHT * gained if manual else 1.0)
        jpeg = self.scene.next_jpeg()
        with self._file.open("r+b") as file:
            file.seek(index * _BUFFER_SIZE)
            file.write(jpeg)
        flags = 0x2001 | (0x40 if self._damaged else 0)
        seconds, rest = divmod(now, 1)
        data[:24] = struct.pack("=5I4x", index, 1, len(jpeg), flags, 1)
        data[24:40] = struct.pack("=2q", int(seconds), int(rest * 1e6))
        data[56:60] = struct.pack("=I", self._count)
        self._lock.notify_all()
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


class World:
    """A folder in which a program sees emulated devices."""

    def __init__(self) -> None:
        # Short, since the path of a Unix socket is.
        self.folder = Path(tempfile.mkdtemp(prefix="v4l2-"))
        self.folder.chmod(0o755)
        for name in ("dev", "sys", "ioctl/dev"):
            (self.folder / name).mkdir(parents=True)
        self._devices: list[V4l2Device] = []

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to see the devices."""
        return {"UMOCKDEV_DIR": str(self.folder), "LD_PRELOAD": LIBRARY}

    def camera(self, scene: Scene | None = None, *, node: str = "video0") -> V4l2Device:
        """Return a camera that is plugged in."""
        device = V4l2Device(scene, node=node, world=self)
        self._devices.append(device)
        return device

    def link(self, name: str, device: V4l2Device) -> str:
        """Point `/dev/v4l/by-id/name` to a camera, as udev does, and return that path."""
        for root in ("dev", "ioctl/dev"):  # umockdev looks for the socket under the name that was opened
            link = self.folder / root / "v4l" / "by-id" / name
            link.parent.mkdir(parents=True, exist_ok=True)
            link.unlink(missing_ok=True)
            link.symlink_to(f"../../{Path(device.node).name}")
        return f"/dev/v4l/by-id/{name}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for device in self._devices:
            device.hang(on=False)
            device.unplug()
        shutil.rmtree(self.folder, ignore_errors=True)


def _exactly(program: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        if not (more := program.recv(size - len(data))):
            raise EOFError
        data += more
    return data
