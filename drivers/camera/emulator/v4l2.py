# SPDX-License-Identifier: GPL-3.0-or-later
"""A USB camera as Video4Linux2 shows it, for a program beneath umockdev.

A file stands for the node, so that mapping its buffers works as with a device. That a file is always ready to be read
is the one difference to a real node: the camera then says that it has no picture yet.
"""

from __future__ import annotations

import errno
import os
import threading
import time

from drivers.camera.emulator.scene import Scene
from drivers.camera.emulator.v4l2_calls import BUFFER_SIZE, MOST_BUFFERS, Calls
from drivers.emulator.umockdev import Memory, Node, Opened, World

_PATIENCE = 20.0
_AGAIN = 0.002
"""Seconds until somebody who asks without end for the next picture gets an answer."""


class V4l2Device(Node):
    """One camera at `/dev/name`, plugged in at first. Every method may be called from any thread."""

    def __init__(self, world: World, name: str = "video0", scene: Scene | None = None) -> None:
        super().__init__(world, name)
        self.node = f"/dev/{name}"
        self._calls = Calls(scene or Scene(), self.file)
        self._lock = threading.Condition()
        self._programs: list[_Program] = []
        self._plugged = False
        self._hangs = False
        self._mode = 0o666
        self.plug()

    @property
    def scene(self) -> Scene:
        """What it looks at."""
        return self._calls.scene

    @property
    def controls(self) -> dict[str, int]:
        """How the camera's controls stand."""
        with self._lock:
            return self._calls.controls

    @property
    def streaming(self) -> bool:
        """Whether pictures flow now."""
        return self._calls.streaming

    @property
    def streams(self) -> int:
        """How often pictures have begun to flow."""
        return self._calls.streams

    def plug(self) -> None:
        """Put the cable in: the node appears."""
        with self._lock:
            if not self._plugged:
                self._plugged = True
                self.file.write_bytes(b"")
                os.truncate(self.file, BUFFER_SIZE * MOST_BUFFERS)
                self.file.chmod(self._mode)

    def unplug(self) -> None:
        """Pull the cable: the node vanishes, and whoever holds it is told that there is no such device."""
        with self._lock:
            self._plugged = self._calls.streaming = False
            self._programs.clear()
            self.file.unlink(missing_ok=True)
            self._lock.notify_all()

    def close(self) -> None:
        """See `Node.close`."""
        self.hang(on=False)
        self.unplug()
        super().close()

    def refuse(self, call: str, code: int = 0) -> None:
        """Answer `open`, `format`, `buffers`, `start` or `picture` with this errno; 0: as usual."""
        with self._lock:
            self._calls.refusals[call] = code

    def silence(self, *, on: bool) -> None:
        """Stream and deliver no picture."""
        with self._lock:
            self._calls.silent = on

    def damage(self, *, on: bool) -> None:
        """Mark each picture as damaged, as the kernel does with lost USB packets."""
        with self._lock:
            self._calls.damaged = on

    def be_metadata(self) -> None:
        """Be a USB camera's second node, which has no pictures."""
        with self._lock:
            self._calls.metadata = True

    def hang(self, *, on: bool) -> None:
        """Let every call hang in the system, as with a dying USB device."""
        with self._lock:
            self._hangs = on
            self._lock.notify_all()

    def forbid(self, *, on: bool) -> None:
        """Take the right to the node away from all but root, or give it back."""
        with self._lock:
            self._mode = 0o600 if on else 0o666
            if self._plugged:
                self.file.chmod(self._mode)

    def wait_for_stream(self, *, timeout: float = _PATIENCE) -> None:
        """Wait until pictures flow; raises `TimeoutError`."""
        with self._lock:
            if not self._lock.wait_for(lambda: self._calls.streaming and self._calls.count > 2, timeout):
                raise TimeoutError("nobody streams")

    def wait_for_rest(self, *, timeout: float = _PATIENCE) -> None:
        """Wait until no pictures flow; raises `TimeoutError`."""
        with self._lock:
            if not self._lock.wait_for(lambda: not self._calls.streaming, timeout):
                raise TimeoutError("somebody streams")

    # For each program that has the node open, on its thread.

    def opened(self) -> Opened:
        """See `Node.opened`."""
        program = _Program(self)
        with self._lock:
            if self._plugged:  # else it was unplugged while it was opened
                self._programs.append(program)
        return program

    def answer(self, program: _Program, request: int, argument: Memory) -> int:
        """Answer an ioctl."""
        data = bytearray(argument.read(request >> 16 & 0x3FFF))
        with self._lock:
            self._lock.wait_for(lambda: not self._hangs)
            code = self._calls.obey(request, data) if program in self._programs else errno.ENODEV
            self._lock.notify_all()
        if code == errno.EAGAIN:
            time.sleep(_AGAIN)
        if code:
            raise OSError(code, "refused")
        argument.write(bytes(data))
        return 0

    def leave(self, program: _Program) -> None:
        """A program has closed the node, which ends its stream."""
        with self._lock:
            if program in self._programs:
                self._programs.remove(program)
                self._calls.streaming = False
                self._lock.notify_all()


class _Program(Opened):
    """One that has the node open."""

    def __init__(self, device: V4l2Device) -> None:
        self._device = device

    def ioctl(self, request: int, argument: Memory) -> int:
        """See `Opened.ioctl`."""
        return self._device.answer(self, request, argument)

    def before_read(self) -> None:
        """See `Opened.before_read`. Pictures come through mapped buffers."""
        raise OSError(errno.EINVAL, "nothing is read from a camera's node")

    def close(self) -> None:
        """See `Opened.close`."""
        self._device.leave(self)
