# SPDX-License-Identifier: GPL-3.0-or-later
"""The event node of a pad, taken for ourselves alone. The only module of this class that touches the system.

The kernel's own interface (linux/input.h) is all that is needed. Its numbers are the same on x86, ARM, LoongArch and
RISC-V.
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
from typing import Final

from drivers.contract import Action, DeviceState
from drivers.signature.contract import PadAbsent
from drivers.signature.pen import (
    ABS_MT_POSITION_X,
    ABS_MT_POSITION_Y,
    ABS_MT_PRESSURE,
    ABS_MT_SLOT,
    ABS_PRESSURE,
    ABS_X,
    ABS_Y,
    BTN_TOUCH,
    EV_ABS,
    EV_KEY,
    Axis,
    Event,
    Shape,
)

_EVENT: Final = struct.Struct("@llHHi")
"""struct input_event: seconds, microseconds, type, code, value."""
_ABSINFO: Final = struct.Struct("@6i")
"""struct input_absinfo: value, minimum, maximum, fuzz, flat, resolution."""
_READ: Final = 64 * _EVENT.size

_EVIOCGRAB: Final = 0x40044590
"""_IOW('E', 0x90, int)."""
_EVIOCSCLOCKID: Final = 0x400445A0
"""_IOW('E', 0xa0, int)."""
_BYTES_OF_BITS: Final = {EV_KEY: 0x300 // 8, EV_ABS: 0x40 // 8}


class PenNode:
    """An event node that no other program hears from. Used from one thread only."""

    def __init__(self, path: str) -> None:
        """Open the node and grab it. Raises `PadAbsent`, also when it is not that of a pad."""
        try:
            self._file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise _why_not_opened(error) from None
        try:
            self.shape = _shape(self._file)
            _grab(self._file)
        except BaseException:
            os.close(self._file)
            raise
        with contextlib.suppress(OSError):  # without it the events' time follows the clock on the wall
            fcntl.ioctl(self._file, _EVIOCSCLOCKID, struct.pack("i", time.CLOCK_MONOTONIC))

    def read(self, seconds: float) -> Iterator[Event]:
        """Return the events that have come, as soon as one has; none after `seconds`. Raises `PadAbsent`."""
        try:
            if not select.select([self._file], [], [], seconds)[0]:
                return iter(())
            data = os.read(self._file, _READ)
        except BlockingIOError:
            return iter(())
        except OSError:
            raise PadAbsent("the pad was unplugged") from None
        if not data or len(data) % _EVENT.size:
            raise PadAbsent("the event node has ended")
        return (
            Event(whole + millionths / 1e6, kind, code, value)
            for whole, millionths, kind, code, value in _EVENT.iter_unpack(data)
        )

    def close(self) -> None:
        """Give the node back; its end ends the grab. Never raises."""
        os.close(self._file)


def _shape(file: int) -> Shape:
    axes, keys = _bits(file, EV_ABS), _bits(file, EV_KEY)
    if {ABS_X, ABS_Y} <= axes:
        x, y, pressure, slot = ABS_X, ABS_Y, ABS_PRESSURE, None
    elif {ABS_MT_SLOT, ABS_MT_POSITION_X, ABS_MT_POSITION_Y} <= axes:
        x, y, pressure, slot = ABS_MT_POSITION_X, ABS_MT_POSITION_Y, ABS_MT_PRESSURE, _axis(file, ABS_MT_SLOT).value
    else:
        raise _misconfigured("nothing can be drawn on this event node; the pad has another")
    if slot is None and BTN_TOUCH not in keys and ABS_PRESSURE not in axes:
        raise _misconfigured("this event node does not tell when it is touched; the pad has another")
    felt = _axis(file, pressure) if pressure in axes else None
    if felt is not None and felt.most <= felt.least:
        felt = None
    return Shape(_axis(file, x), _axis(file, y), felt, slot, BTN_TOUCH in keys)


def _bits(file: int, kind: int) -> set[int]:
    size = _BYTES_OF_BITS[kind]
    try:
        bits = fcntl.ioctl(file, 0x80004520 + kind | size << 16, bytes(size))  # EVIOCGBIT(kind, size)
    except OSError as error:
        raise _failed(error, "this is no event node of an input device") from None
    return {code for code in range(8 * size) if bits[code // 8] >> code % 8 & 1}


def _axis(file: int, code: int) -> Axis:
    try:
        told = fcntl.ioctl(file, 0x80004540 + code | _ABSINFO.size << 16, bytes(_ABSINFO.size))  # EVIOCGABS(code)
    except OSError as error:
        raise _failed(error, "the event node does not tell its axes") from None
    value, least, most, _, _, resolution = _ABSINFO.unpack(told)
    return Axis(value, least, most, resolution)


def _grab(file: int) -> None:
    try:
        fcntl.ioctl(file, _EVIOCGRAB, 1)
    except OSError as error:
        # Without the grab whoever writes would press the buttons of the page as well.
        raise _failed(error, "another program holds the pad") from None


def _failed(error: OSError, otherwise: str) -> PadAbsent:
    return PadAbsent("the pad was unplugged") if error.errno == errno.ENODEV else _misconfigured(otherwise)


def _why_not_opened(error: OSError) -> PadAbsent:
    if error.errno in {errno.EACCES, errno.EPERM}:
        return _misconfigured("no right to the event node: the terminal's user has to be in the group input")
    return PadAbsent("no such event node")


def _misconfigured(message: str) -> PadAbsent:
    return PadAbsent(message, state=DeviceState.OFFLINE, action=Action.CONFIGURATION)
