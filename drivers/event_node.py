# SPDX-License-Identifier: GPL-3.0-or-later
"""The event node of an input device, taken for ourselves alone. The only module of its drivers that touches the system.

The kernel's own interface (linux/input.h) is all that is needed, so that no library has to be built for each processor.
Its numbers are the same on x86, ARM, LoongArch and RISC-V.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import select
import struct
import time
from collections.abc import Iterator
from typing import Final, NamedTuple

from drivers.contract import Action, DeviceError, DeviceState

EV_SYN: Final = 0
EV_KEY: Final = 1
EV_ABS: Final = 3

SYN_REPORT: Final = 0
SYN_DROPPED: Final = 3
"""The kernel's buffer was full: everything up to the next report is incomplete."""

_EVENT: Final = struct.Struct("@llHHi")
"""struct input_event: seconds, microseconds, type, code, value."""
_ABSINFO: Final = struct.Struct("@6i")
"""struct input_absinfo: value, minimum, maximum, fuzz, flat, resolution."""
_READ: Final = 64 * _EVENT.size
_BYTES_OF_BITS: Final = {EV_KEY: 0x300 // 8, EV_ABS: 0x40 // 8}

_EVIOCGRAB: Final = 0x40044590
"""_IOW('E', 0x90, int)."""
_EVIOCSCLOCKID: Final = 0x400445A0
"""_IOW('E', 0xa0, int)."""


class Event(NamedTuple):
    """struct input_event."""

    seconds: float
    kind: int
    code: int
    value: int


class Axis(NamedTuple):
    """struct input_absinfo: what an axis reports."""

    value: int
    least: int
    most: int
    resolution: int
    """Units per millimetre; 0 where the device does not tell."""


class EventNode:
    """An open event node. Used from one thread only.

    `absent` is the error by which its class of devices says that there is none, `device` the words for it in that
    error's text. It is raised with maintenance when the node is not there or has gone, and with configuration when it
    is forbidden, taken by another program or not what it has to be.
    """

    def __init__(self, path: str, absent: type[DeviceError], device: str) -> None:
        """Open the node; until it is grabbed other programs hear from it too. Raises `absent`."""
        self._absent = absent
        self._device = device
        try:
            self._file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            if error.errno in {errno.EACCES, errno.EPERM}:
                raise self.unfit(
                    "no right to the event node: the terminal's user has to be in the group input"
                ) from None
            raise absent("no such event node") from None

    def codes(self, kind: int) -> set[int]:
        """Return which codes of a type of event it has: its keys for EV_KEY, its axes for EV_ABS. Raises `absent`."""
        size = _BYTES_OF_BITS[kind]
        try:
            bits = fcntl.ioctl(self._file, 0x80004520 + kind | size << 16, bytes(size))  # EVIOCGBIT(kind, size)
        except OSError as error:
            raise self._failed(error, "this is no event node of an input device") from None
        return {code for code in range(8 * size) if bits[code // 8] >> code % 8 & 1}

    def axis(self, code: int) -> Axis:
        """Return how an axis stands. Raises `absent`."""
        request = 0x80004540 + code | _ABSINFO.size << 16  # EVIOCGABS(code)
        try:
            told = fcntl.ioctl(self._file, request, bytes(_ABSINFO.size))
        except OSError as error:
            raise self._failed(error, "the event node does not tell its axes") from None
        value, least, most, _, _, resolution = _ABSINFO.unpack(told)
        return Axis(value, least, most, resolution)

    def grab(self) -> None:
        """Let no other program hear from it from now on, the terminal's own page among them. Raises `absent`."""
        try:
            fcntl.ioctl(self._file, _EVIOCGRAB, 1)
        except OSError as error:
            raise self._failed(error, f"another program holds the {self._device}") from None
        with contextlib.suppress(OSError):  # without it the events' time follows the clock on the wall
            fcntl.ioctl(self._file, _EVIOCSCLOCKID, struct.pack("i", time.CLOCK_MONOTONIC))

    def read(self, seconds: float) -> Iterator[Event]:
        """Return the events that have come, as soon as one has; none after `seconds`. Raises `absent`."""
        try:
            if not select.select([self._file], [], [], seconds)[0]:
                return iter(())
            data = os.read(self._file, _READ)
        except BlockingIOError:
            return iter(())
        except OSError:
            raise self._unplugged() from None
        if not data or len(data) % _EVENT.size:
            raise self._absent("the event node has ended")
        return (
            Event(whole + millionths / 1e6, kind, code, value)
            for whole, millionths, kind, code, value in _EVENT.iter_unpack(data)
        )

    def close(self) -> None:
        """Give the node back; its end ends the grab. Never raises."""
        os.close(self._file)

    def unfit(self, why: str) -> DeviceError:
        """Return the error of a node that is not what it has to be."""
        return self._absent(why, state=DeviceState.OFFLINE, action=Action.CONFIGURATION)

    def _failed(self, error: OSError, otherwise: str) -> DeviceError:
        return self._unplugged() if error.errno == errno.ENODEV else self.unfit(otherwise)

    def _unplugged(self) -> DeviceError:
        return self._absent(f"the {self._device} was unplugged")
