# SPDX-License-Identifier: GPL-3.0-or-later
"""Driver `modbus`: guide lights on the outputs of a Modbus RTU relay board, on a serial port or behind a TCP port."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Collection, Mapping

from drivers.attachment import ONLINE, Attachment, Pace
from drivers.contract import Capabilities, DeviceError, Status
from drivers.device import ThreadedDevice
from drivers.lights.coils import Lamps, lamps, next_change, runs, states
from drivers.lights.contract import INTERFACE, VERSION, Colour, GuideLights, Light, Pattern, Place
from drivers.modbus import BAUD_RATES, read_coils, write_coil, write_coils
from drivers.modbus_bus import BoardRefuses, Bus, Limits
from drivers.status import StatusBoard

PACE = Pace(look=1.0)
"""Between two looks the board is asked how its coils are set."""


class ModbusLights(ThreadedDevice, GuideLights):
    """Lamps on the coils of the board `unit` on `port`. `places` has the coil of each lamp, counted from 0.

    `now` is a monotonic clock in seconds.
    """

    def __init__(
        self,
        port: str,
        *,
        places: Mapping[str, int],
        unit: int = 1,
        baud: int = BAUD_RATES[0],
        limits: Limits | None = None,
        pace: Pace = PACE,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._lamps = lamps(places)
        board = StatusBoard("guide lights")
        self._relays = _Relays(
            board, Bus(port, baud, limits, now), unit=unit, all_lamps=self._lamps, pace=pace, now=now
        )
        super().__init__("guide lights", board, self._relays, Capabilities(INTERFACE, VERSION))

    @property
    def places(self) -> Mapping[Place, Collection[Colour]]:
        """See `GuideLights.places`."""
        return {place: tuple(filter(None, colours)) for place, colours in self._lamps.items()}

    @property
    def shown(self) -> Mapping[Place, Light] | None:
        """See `GuideLights.shown`."""
        return self._relays.shown

    async def show(self, place: Place, pattern: Pattern, colour: Colour | None = None) -> None:
        """See `GuideLights.show`."""
        light = Light(pattern, colour)
        if place in self._lamps:
            await self._perform(lambda _: self._relays.show(place, light))

    async def all_off(self) -> None:
        """See `GuideLights.all_off`."""
        await self._perform(lambda _: self._relays.all_off())


class _Relays(Attachment):
    """The board as the I/O thread sees it."""

    def __init__(
        self, board: StatusBoard, bus: Bus, *, unit: int, all_lamps: Lamps, pace: Pace, now: Callable[[], float]
    ) -> None:
        super().__init__(board, pace=pace)
        self._bus = bus
        self._unit = unit
        self._lamps = all_lamps
        self._look_every = pace.look
        self._now = now
        self._wanted: dict[Place, Light] = {}
        self._flashing_since = 0.0
        self._set: dict[int, bool] | None = None  # how the board has acknowledged its coils
        self._can_be_read = True
        self._look_at = 0.0
        self.shown: Mapping[Place, Light] | None = None

    def show(self, place: Place, light: Light) -> None:
        """Let a lamp shine, now or as soon as the board is back."""
        if next_change(self._wanted, 0.0) is None:
            self._flashing_since = self._now()  # a lamp that flashes alone begins with light, the next one joins in
        self._wanted.pop(place, None)
        if light.pattern is not Pattern.OFF:
            self._wanted[place] = light
        with self.in_use():
            self._apply()

    def all_off(self) -> None:
        """Darken all lamps."""
        self._wanted.clear()
        with self.in_use():
            self._apply()

    def idle(self) -> float:
        """Look after the board, and let lamps flash in time."""
        pause = super().idle()
        if not self._is_attached:
            return pause
        change = next_change(self._wanted, self._now() - self._flashing_since)
        return pause if change is None else min(pause, change)

    def finish(self) -> None:
        """Leave the lamps dark."""
        self._wanted.clear()
        if self._is_attached:
            with contextlib.suppress(DeviceError):  # lamps that cannot be reached cannot be darkened
                self._apply()
        super().finish()

    def _attach(self) -> None:
        self._bus.join()
        self._can_be_read = True
        self._read()  # first of all: a converter that echoes would acknowledge any command without a board behind it
        self._set = None
        self._apply()

    def _look(self) -> Status:
        if self._now() >= self._look_at:
            self._look_at = self._now() + self._look_every
            self._check()
        self._apply()
        return ONLINE

    def _detach(self) -> None:
        self._set = self.shown = None
        self._bus.leave()

    def _check(self) -> None:
        """Notice a board that lost its power and has come back dark, without a word."""
        if not self._can_be_read or self._read() != self._set:
            self._set = None

    def _read(self) -> dict[int, bool]:
        coils = sorted(coil for colours in self._lamps.values() for coil in colours.values())
        first, last = coils[0], coils[-1]
        try:
            found = self._bus.ask(read_coils(self._unit, first, last - first + 1)).states
        except BoardRefuses as refusal:
            if not refusal.is_unknown_function:
                raise
            self._can_be_read = False  # a cheap board; its coils are written again and again instead
            return {}
        return {coil: found[coil - first] for coil in coils}

    def _apply(self) -> None:
        """Set the coils that are not as they have to be by now."""
        wanted = states(self._lamps, self._wanted, self._now() - self._flashing_since)
        known = self._set or {}
        for run in runs({coil: on for coil, on in wanted.items() if known.get(coil) is not on}):
            if len(run.states) == 1:
                self._bus.ask(write_coil(self._unit, run.first, on=run.states[0]))
            else:
                self._bus.ask(write_coils(self._unit, run.first, run.states))
        self._set = wanted
        self.shown = dict(self._wanted)
