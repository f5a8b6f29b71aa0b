# SPDX-License-Identifier: GPL-3.0-or-later
"""An input device at its event node (linux/input.h), for a program beneath umockdev.

The ioctls are answered as the kernel answers them; a pipe stands for the node, through which events come. The device
speaks to one program. What cannot be shown: that the kernel keeps the events from other programs and from the console,
and the size of its buffer.
"""

from __future__ import annotations

import errno
import fcntl
import os
import sys
import termios
import threading
import time
from typing import Protocol

from drivers.emulator.umockdev import Memory, Node, Opened, World

_GRAB, _CLOCK = 0x90, 0xA0
_BITS, _AXES, _END = 0x20, 0x40, 0x80
_CHUNK = 170 * 24
"""Whole events that a pipe takes at once."""
_PATIENCE, _AGAIN = 20.0, 0.002


class Makeup(Protocol):
    """What an input device tells of itself."""

    def bits(self, kind: int, size: int) -> bytes:
        """Return which codes of a type of event it has, as a field of so many bytes."""

    def absinfo(self, axis: int) -> bytes | None:
        """Return struct input_absinfo of an axis; None when there is no such axis."""


class Keys:
    """The make-up of a device that has these keys and nothing else."""

    def __init__(self, codes: frozenset[int]) -> None:
        self._codes = codes

    def bits(self, kind: int, size: int) -> bytes:
        """See `Makeup.bits`."""
        field = sum(1 << code for code in self._codes) if kind == 1 else 0
        return (field & ((1 << 8 * size) - 1)).to_bytes(size, "little")

    def absinfo(self, axis: int) -> bytes | None:
        """See `Makeup.absinfo`."""
        del axis
        return None


class InputDevice(Node):
    """A device that udev names `/dev/input/by-id/NAME`. Plugged in at first; methods may be called from any thread."""

    def __init__(self, world: World, name: str, makeup: Makeup, *, number: int = 9) -> None:
        super().__init__(world, f"input/event{number}")
        self.makeup = makeup
        self.path = f"/dev/input/by-id/{name}"
        """What the driver opens."""
        self._lock = threading.RLock()
        self._pipe: int | None = None
        self._programs: list[_Program] = []
        self._grabbed_by: _Program | None = None
        self._taken = False
        self._mode = 0o666
        world.link(f"input/by-id/{name}", self)
        self.plug()

    @property
    def plugged(self) -> bool:
        """Whether the cable is in."""
        return self._pipe is not None

    @property
    def grabbed(self) -> bool:
        """Whether a program beneath umockdev holds it."""
        return self._grabbed_by is not None

    @property
    def taken(self) -> bool:
        """Whether another program does."""
        return self._taken

    @property
    def forbidden(self) -> bool:
        """Whether nobody but root has the right to it."""
        return self._mode == 0

    def plug(self) -> None:
        """Put the cable in: the node appears, and udev's link leads to it."""
        with self._lock:
            if self._pipe is None:
                os.mkfifo(self.file)
                self.file.chmod(self._mode)
                self._pipe = os.open(self.file, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)

    def unplug(self) -> None:
        """Pull the cable: the node vanishes, and whoever has it open is told that there is no such device."""
        with self._lock:
            pipe, self._pipe = self._pipe, None
            if pipe is not None:
                self.file.unlink()
                self._programs.clear()
                self._grabbed_by = None
                os.close(pipe)

    def close(self) -> None:
        """See `Node.close`."""
        self.unplug()
        super().close()

    def take(self, *, on: bool) -> None:
        """Let another program hold it as soon as it is free, or let go. Nobody else can grab it then, nor hears it."""
        with self._lock:
            self._taken = on

    def forbid(self, *, on: bool) -> None:
        """Take the right to the node away from all but root, or give it back."""
        with self._lock:
            self._mode = 0 if on else 0o666
            if self._pipe is not None:
                self.file.chmod(self._mode)

    def send(self, data: bytes) -> None:
        """Report events, packed as a program reads them. What nobody has the node open for is lost.

        Raises TimeoutError when the program does not read.
        """
        for at in range(0, len(data), _CHUNK):
            chunk = data[at : at + _CHUNK]
            until = time.monotonic() + _PATIENCE
            while not self._put(chunk):
                if time.monotonic() > until:
                    raise TimeoutError("the program does not read")
                time.sleep(_AGAIN)

    @property
    def unread(self) -> int:
        """How many bytes of events are still to be read."""
        with self._lock:
            if self._pipe is None:
                return 0
            return int.from_bytes(fcntl.ioctl(self._pipe, termios.FIONREAD, bytes(4)), sys.byteorder)

    def _put(self, chunk: bytes) -> bool:
        with self._lock:
            is_anothers = self._taken and self._grabbed_by is None
            if self._pipe is None or is_anothers or not self._programs:
                return True
            try:
                os.write(self._pipe, chunk)
            except BlockingIOError:
                return False
            return True

    # For each program that has the node open, on its thread.

    def opened(self) -> Opened:
        """See `Node.opened`. Nobody finds what was reported before he came."""
        program = _Program(self)
        with self._lock:
            if self._pipe is not None:  # else it was unplugged while it was opened
                if not self._programs and (count := self.unread):
                    os.read(self._pipe, count)
                self._programs.append(program)
        return program

    def answer(self, program: _Program, request: int, argument: Memory) -> int:
        """Answer an ioctl."""
        number, size = request & 0xFF, request >> 16 & 0x3FFF
        with self._lock:
            self.check(program)
            if number == _GRAB:
                return self._grab(program, on=argument.address != 0)
            if number == _CLOCK:
                return 0
            if _BITS <= number < _AXES:
                argument.write(self.makeup.bits(number - _BITS, size))
                return size
            if _AXES <= number < _END and (info := self.makeup.absinfo(number - _AXES)) is not None:
                argument.write(info)
                return 0
        raise OSError(errno.EINVAL, "no such call")

    def check(self, program: _Program) -> None:
        """Raise ENODEV for a program that has opened the node before it was unplugged."""
        if program not in self._programs:
            raise OSError(errno.ENODEV, "unplugged")

    def leave(self, program: _Program) -> None:
        """A program has closed the node, which ends its grab."""
        with self._lock:
            if program in self._programs:
                self._programs.remove(program)
            if self._grabbed_by is program:
                self._grabbed_by = None

    def _grab(self, program: _Program, *, on: bool) -> int:
        if not on:
            if self._grabbed_by is not program:
                raise OSError(errno.EINVAL, "not grabbed")
            self._grabbed_by = None
        elif self._taken or self._grabbed_by is not None:
            raise OSError(errno.EBUSY, "another program holds it")
        else:
            self._grabbed_by = program
        return 0


class _Program(Opened):
    """One that has the node open."""

    def __init__(self, device: InputDevice) -> None:
        self._device = device

    def ioctl(self, request: int, argument: Memory) -> int:
        """See `Opened.ioctl`."""
        return self._device.answer(self, request, argument)

    def before_read(self) -> None:
        """See `Opened.before_read`."""
        self._device.check(self)

    def close(self) -> None:
        """See `Opened.close`."""
        self._device.leave(self)
