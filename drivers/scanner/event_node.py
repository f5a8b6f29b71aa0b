# SPDX-License-Identifier: GPL-3.0-or-later
"""Event nodes of input devices, taken for ourselves alone. Only this module of `evdev` touches the system.

The kernel's own interface (linux/input.h) is all that is needed, so that no library has to be built for each processor.
Its numbers are the same on x86, ARM, LoongArch and RISC-V.
"""

from __future__ import annotations

import errno
import fcntl
import os
import select
import struct
from collections.abc import Collection, Iterator
from typing import Final

from drivers.contract import Action, DeviceState
from drivers.scanner.contract import ScannerAbsent

_EVENT: Final = struct.Struct("@llHHi")
"""struct input_event: seconds, microseconds, type, code, value."""

_READ: Final = 64 * _EVENT.size
_KEY_BITS: Final = 0x300 // 8

EVIOCGRAB: Final = 0x40044590
"""_IOW('E', 0x90, int)."""
EVIOCGBIT_KEY: Final = 0x80004521 | _KEY_BITS << 16
"""_IOR('E', 0x20 + EV_KEY, one bit for each key)."""


class EventNode:
    """An event node that no other program hears from. Used from one thread only."""

    def __init__(self, path: str, keys: Collection[int]) -> None:
        """Open the node and grab it. Raises `ScannerAbsent`, also when it does not have all of `keys`."""
        try:
            self._file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise _why_not_opened(error) from None
        try:
            _check(self._file, keys)
            _grab(self._file)
        except BaseException:
            os.close(self._file)
            raise

    def read(self, seconds: float) -> Iterator[tuple[int, int, int]]:
        """Return (type, code, value) of the events that have come, as soon as one has; none after `seconds`.

        Raises `ScannerAbsent` when the device has gone.
        """
        try:
            if not select.select([self._file], [], [], seconds)[0]:
                return iter(())
            data = os.read(self._file, _READ)
        except BlockingIOError:
            return iter(())
        except OSError:
            raise ScannerAbsent("the scanner was unplugged") from None
        if not data or len(data) % _EVENT.size:
            raise ScannerAbsent("the event node has ended")
        return ((kind, code, value) for _, _, kind, code, value in _EVENT.iter_unpack(data))

    def close(self) -> None:
        """Give the node back; its end ends the grab. Never raises."""
        os.close(self._file)


def _check(file: int, keys: Collection[int]) -> None:
    try:
        bits = fcntl.ioctl(file, EVIOCGBIT_KEY, bytes(_KEY_BITS))
    except OSError:
        raise _misconfigured("this is no event node of an input device") from None
    if not all(bits[key // 8] >> key % 8 & 1 for key in keys):
        raise _misconfigured("this event node types no codes; the scanner has another")


def _grab(file: int) -> None:
    try:
        fcntl.ioctl(file, EVIOCGRAB, 1)
    except OSError as error:
        if error.errno == errno.ENODEV:
            raise ScannerAbsent("the scanner was unplugged") from None
        # Without the grab whatever is shown would be typed into the terminal's page as well.
        raise _misconfigured("another program holds the scanner's keyboard") from None


def _why_not_opened(error: OSError) -> ScannerAbsent:
    if error.errno in {errno.EACCES, errno.EPERM}:
        return _misconfigured("no right to the event node: the terminal's user has to be in the group input")
    return ScannerAbsent("no such event node")


def _misconfigured(message: str) -> ScannerAbsent:
    return ScannerAbsent(message, state=DeviceState.OFFLINE, action=Action.CONFIGURATION)
