# SPDX-License-Identifier: GPL-3.0-or-later
"""Signature pads from the other side: what they tell the kernel of their axes, and the events (linux/input.h) of a pen.

It packs its events by itself, so that a mistake of the driver's is not its own mistake too. For the demo, the tests and
training; never part of a terminal's build.
"""

from __future__ import annotations

import struct
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping

from drivers.emulator.event_node import InputDevice
from drivers.emulator.umockdev import World
from drivers.signature.invented import written

Absinfo = tuple[int, int, int, int]
"""Value, least, most, units per millimetre."""

EV_SYN, EV_KEY, EV_ABS = 0, 1, 3
SYN_REPORT, SYN_DROPPED = 0, 3
TOUCH, PEN, RUBBER = 330, 320, 321
X, Y, PRESSURE = 0, 1, 24
SLOT, SLOT_X, SLOT_Y, TRACKING, SLOT_PRESSURE = 47, 53, 54, 57, 58


class Pad(ABC):
    """One make of pad, 100 by 40 mm unless told otherwise."""

    axes: Mapping[int, Absinfo]
    keys: frozenset[int]

    @property
    def feels(self) -> bool:
        """Whether it feels how hard the pen is pressed."""
        return PRESSURE in self.axes or SLOT_PRESSURE in self.axes

    @property
    def tells_size(self) -> bool:
        """Whether it tells how many of its units a millimetre has."""
        return any(resolution > 0 for *_, resolution in self.axes.values())

    @abstractmethod
    def down(self, x: float, y: float, pressure: float) -> list[tuple[int, int, int]]:
        """Return the events of putting the pen down at a place in millimetres, with a pressure from 0 to 1."""

    @abstractmethod
    def move(self, x: float, y: float, pressure: float) -> list[tuple[int, int, int]]:
        """Return the events of moving it there."""

    @abstractmethod
    def up(self) -> list[tuple[int, int, int]]:
        """Return the events of lifting it."""

    def bits(self, kind: int, size: int) -> bytes:
        """Return which codes of a type of event it has, as the kernel does."""
        codes = self.keys if kind == EV_KEY else set(self.axes) if kind == EV_ABS else set[int]()
        field = sum(1 << code for code in codes)
        return (field & ((1 << 8 * size) - 1)).to_bytes(size, "little")

    def absinfo(self, axis: int) -> bytes | None:
        """Return struct input_absinfo of an axis; None when there is no such axis."""
        if axis not in self.axes:
            return None
        value, least, most, resolution = self.axes[axis]
        return struct.pack("6i", value, least, most, 0, 0, resolution)

    def drawn(self, strokes: Iterable[Iterable[tuple[float, float, float]]], *, pressure: float = 0.6) -> bytes:
        """Return all events of strokes of x and y in millimetres and seconds, as a program reads them."""
        data = b""
        for stroke in strokes:
            time = 0.0
            for number, (x, y, time) in enumerate(stroke):
                changes = self.move(x, y, pressure) if number else self.down(x, y, pressure)
                data += packed(changes, at=time)
            data += packed(self.up(), at=time + 0.005)
        return data


class Digitiser(Pad):
    """A pen digitiser with pressure. `has_touch` False: an old one, which tells by its pressure that it is touched."""

    def __init__(self, *, resolution: int = 100, has_pressure: bool = True, has_touch: bool = True) -> None:
        self.axes = {X: (0, 200, 10200, resolution), Y: (0, 0, 4000, resolution)}
        if has_pressure:
            self.axes[PRESSURE] = (0, 0, 2047, 0)
        self.keys = frozenset({TOUCH, PEN, RUBBER} if has_touch else {PEN})
        self._has_pressure = has_pressure
        self._has_touch = has_touch

    def down(self, x: float, y: float, pressure: float) -> list[tuple[int, int, int]]:
        """See `Pad.down`: the pen hovers above the place first."""
        hover = [(EV_KEY, PEN, 1), *self._at(x, y), (EV_SYN, SYN_REPORT, 0)]
        return [*hover, *([(EV_KEY, TOUCH, 1)] if self._has_touch else []), *self._felt(pressure)]

    def move(self, x: float, y: float, pressure: float) -> list[tuple[int, int, int]]:
        """See `Pad.move`."""
        return [*self._at(x, y), *self._felt(pressure)]

    def up(self) -> list[tuple[int, int, int]]:
        """See `Pad.up`."""
        return [*([(EV_KEY, TOUCH, 0)] if self._has_touch else []), *self._felt(0), (EV_KEY, PEN, 0)]

    def _at(self, x: float, y: float) -> list[tuple[int, int, int]]:
        return [(EV_ABS, X, 200 + round(x * 100)), (EV_ABS, Y, round(y * 100))]

    def _felt(self, pressure: float) -> list[tuple[int, int, int]]:
        return [(EV_ABS, PRESSURE, round(pressure * 2047))] if self._has_pressure else []


class TouchScreen(Pad):
    """A touch screen that has slots for fingers (type B) and nothing else; it does not tell its size."""

    def __init__(self) -> None:
        self.axes = {SLOT: (0, 0, 9, 0), SLOT_X: (0, 0, 32767, 0), SLOT_Y: (0, 0, 32767, 0), TRACKING: (0, 0, 65535, 0)}
        self.keys = frozenset({TOUCH})
        self._finger = 0

    def down(self, x: float, y: float, pressure: float) -> list[tuple[int, int, int]]:
        """See `Pad.down`."""
        del pressure  # it feels none
        self._finger += 1
        return [(EV_ABS, TRACKING, self._finger), *self._at(x, y), (EV_KEY, TOUCH, 1)]

    def move(self, x: float, y: float, pressure: float) -> list[tuple[int, int, int]]:
        """See `Pad.move`."""
        del pressure
        return self._at(x, y)

    def up(self) -> list[tuple[int, int, int]]:
        """See `Pad.up`."""
        return [(EV_ABS, TRACKING, -1), (EV_KEY, TOUCH, 0)]

    def in_slot(self, slot: int, *events: tuple[int, int, int]) -> list[tuple[int, int, int]]:
        """Return events of another finger, and the way back to the first slot."""
        return [(EV_ABS, SLOT, slot), *events, (EV_ABS, SLOT, 0)]

    def _at(self, x: float, y: float) -> list[tuple[int, int, int]]:
        return [(EV_ABS, SLOT_X, round(x / 100 * 32767)), (EV_ABS, SLOT_Y, round(y / 40 * 32767))]


class PadOnANode(InputDevice):
    """A pad at its event node, for a program beneath umockdev; a pen digitiser unless told otherwise."""

    def __init__(self, world: World) -> None:
        super().__init__(world, "usb-Nobody_Pad-event-mouse", Digitiser())
        self.pad: Pad = Digitiser()

    @property
    def pad(self) -> Pad:
        """Its make. Another one is asked for when the node is opened anew."""
        return self._pad

    @pad.setter
    def pad(self, pad: Pad) -> None:
        self._pad = self.makeup = pad

    def report(self, *changes: tuple[int, int, int], at: float = 0.0) -> None:
        """Let the pad report these changes."""
        self.send(packed(changes, at=at))

    def draw(self, strokes: Iterable[Iterable[tuple[float, float, float]]] | None = None, *, pace: float = 0) -> None:
        """Write on the pad: a name, unless told otherwise. `pace` 1 takes the time that the hand took, 0 takes none."""
        begin, over = time.monotonic(), 0.0
        for stroke in written() if strokes is None else strokes:
            points = list(stroke)
            self.send(self.pad.drawn([points]))
            over = points[-1][2] * pace
            time.sleep(max(0.0, begin + over - time.monotonic()))


def packed(changes: Iterable[tuple[int, int, int]], *, at: float) -> bytes:
    """Return changes and the report that ends them as a program reads them from the node."""
    whole, millionths = divmod(round((1000 + at) * 1_000_000), 1_000_000)
    return b"".join(struct.pack("@llHHi", whole, millionths, *event) for event in (*changes, (EV_SYN, SYN_REPORT, 0)))


def lost() -> bytes:
    """Return what the kernel reports when its buffer was full."""
    return struct.pack("@llHHi", 0, 0, EV_SYN, SYN_DROPPED, 0)
