# SPDX-License-Identifier: GPL-3.0-or-later
"""From the events of a pen or a finger to strokes, as pure functions (Linux kernel: event-codes, multi-touch-protocol).

An input device reports what has changed, then `SYN_REPORT`: only then do the values belong together. A pen digitiser
has `ABS_X`, `ABS_Y` and mostly `ABS_PRESSURE`. A touch screen of type B has slots for fingers; most show the first
finger as `ABS_X` and `ABS_Y` too, and for those that do not the first slot that is touched is followed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from drivers.event_node import EV_ABS, EV_KEY, EV_SYN, SYN_DROPPED, SYN_REPORT, Axis, Event

BTN_TOOL_RUBBER: Final = 0x141
BTN_TOUCH: Final = 0x14A

ABS_X: Final = 0x00
ABS_Y: Final = 0x01
ABS_PRESSURE: Final = 0x18
ABS_MT_SLOT: Final = 0x2F
ABS_MT_POSITION_X: Final = 0x35
ABS_MT_POSITION_Y: Final = 0x36
ABS_MT_TRACKING_ID: Final = 0x39
ABS_MT_PRESSURE: Final = 0x3A


class Touch(Enum):
    """What a sample says of the pen."""

    DOWN = auto()
    """It has been put down here."""
    MOVED = auto()
    UP = auto()
    """It has been lifted; the place is that of the last sample."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One report that matters, in units of the device."""

    touch: Touch
    seconds: float
    x: int = 0
    y: int = 0
    pressure: int | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """Which axes and buttons a device has."""

    x: Axis
    y: Axis
    pressure: Axis | None
    slot: int | None
    """The slot that events are about at first, on a device without plain axes; None: it has plain axes."""
    has_touch: bool
    """It tells by `BTN_TOUCH` whether it is touched; else its pressure does."""


class Pen:
    """Follows one pen, or one finger."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._x, self._y = shape.x.value, shape.y.value
        self._pressure = shape.pressure.value if shape.pressure is not None else None
        self._touched = False
        self._rubber = False
        self._slot = shape.slot or 0
        self._followed: int | None = None
        self._down = False
        self._dropped = False

    def feed(self, event: Event) -> Sample | None:
        """Take one event; return a sample when a report is whole and says something new of the pen."""
        if event.kind == EV_SYN:
            return self._report(event)
        if self._dropped:
            return None
        if event.kind == EV_KEY and event.code == BTN_TOUCH:
            self._touched = bool(event.value)
        elif event.kind == EV_KEY and event.code == BTN_TOOL_RUBBER:
            self._rubber = bool(event.value)
        elif event.kind == EV_ABS:
            self._move(event.code, event.value)
        return None

    def _move(self, code: int, value: int) -> None:
        if self._shape.slot is not None:
            self._move_slot(code, value)
        elif code == ABS_X:
            self._x = value
        elif code == ABS_Y:
            self._y = value
        elif code == ABS_PRESSURE:
            self._pressure = value

    def _move_slot(self, code: int, value: int) -> None:
        if code == ABS_MT_SLOT:
            self._slot = value
        elif code == ABS_MT_TRACKING_ID:
            if value >= 0 and self._followed is None:
                self._followed = self._slot
            elif value < 0 and self._followed == self._slot:
                self._followed = None
        elif self._slot == self._followed:
            if code == ABS_MT_POSITION_X:
                self._x = value
            elif code == ABS_MT_POSITION_Y:
                self._y = value
            elif code == ABS_MT_PRESSURE:
                self._pressure = value

    def _report(self, event: Event) -> Sample | None:
        if event.code == SYN_DROPPED:
            self._dropped = True
            return None
        if event.code != SYN_REPORT:
            return None
        if self._dropped:
            # What was lost may be a lifted pen: the stroke ends, and the next one begins when the pen is put down.
            self._dropped = self._touched = False
            self._followed = None
        was_down, self._down = self._down, self._draws()
        if self._down:
            touch = Touch.MOVED if was_down else Touch.DOWN
            return Sample(touch, event.seconds, self._x, self._y, self._pressure)
        return Sample(Touch.UP, event.seconds) if was_down else None

    def _draws(self) -> bool:
        if self._rubber:
            return False
        if self._shape.slot is not None:
            return self._followed is not None
        if self._shape.has_touch or self._shape.pressure is None:
            return self._touched
        return (self._pressure or 0) > self._shape.pressure.least
