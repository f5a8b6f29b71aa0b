# SPDX-License-Identifier: GPL-3.0-or-later
"""Which coil of a relay board is on when, as pure functions: lamps in, coils out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from drivers.contract import ConfigurationError
from drivers.lights.contract import Colour, Light, Pattern, Place

HALF_PERIOD = {Pattern.SLOW: 1.0, Pattern.MEDIUM: 0.5, Pattern.QUICK: 0.25}
"""Seconds that a flashing lamp is on, and then off. One is a multiple of the other, so that lamps flash together."""

Lamps = Mapping[Place, Mapping[Colour | None, int]]
"""The coil of each colour of each lamp; a lamp of one colour has it under None."""


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring coils that are set with one command."""

    first: int
    states: tuple[bool, ...]


NAMES: Mapping[str, tuple[Place, Colour | None]] = {
    f"{place}_{colour}" if colour else place.value: (place, colour) for place in Place for colour in (None, *Colour)
}
"""What a lamp is called in the settings: `card_reader`, or `card_reader_red` for one of its colours."""


def lamps(coils: Mapping[str, int]) -> Lamps:
    """Return the lamps that the settings name; raises `ConfigurationError` when they contradict each other."""
    found: dict[Place, dict[Colour | None, int]] = {}
    for name, coil in coils.items():
        place, colour = NAMES[name]
        found.setdefault(place, {})[colour] = coil
    for place, colours in found.items():
        if None in colours and len(colours) > 1:
            raise ConfigurationError(f"lamp {place}: it has either one coil or one for each colour")
    taken = [coil for colours in found.values() for coil in colours.values()]
    if len(set(taken)) < len(taken):
        raise ConfigurationError("two lamps on one coil")
    return found


def coil_of(colours: Mapping[Colour | None, int], colour: Colour | None) -> int:
    """Return the coil that lights a lamp in this colour, or in its first."""
    return colours[colour] if colour in colours else next(iter(colours.values()))


def states(all_lamps: Lamps, shown: Mapping[Place, Light], seconds: float) -> dict[int, bool]:
    """Return how every coil has to be `seconds` after the beginning of all flashing; each flash begins with light."""
    wanted = {coil: False for colours in all_lamps.values() for coil in colours.values()}
    for place, light in shown.items():
        wanted[coil_of(all_lamps[place], light.colour)] = _is_lit(light.pattern, seconds)
    return wanted


def next_change(shown: Mapping[Place, Light], seconds: float) -> float | None:
    """Return the seconds from then until a coil has to change; None when all shine steadily."""
    halves = [HALF_PERIOD[light.pattern] for light in shown.values() if light.pattern in HALF_PERIOD]
    return min((half - seconds % half for half in halves), default=None)


def runs(coils: Mapping[int, bool]) -> Iterator[Run]:
    """Put neighbouring coils together. Coils that are not ours are left out: one may open a door."""
    first: int | None = None
    pending: list[bool] = []
    for coil in sorted(coils):
        if first is not None and coil != first + len(pending):
            yield Run(first, tuple(pending))
            first = None
        if first is None:
            first, pending = coil, []
        pending.append(coils[coil])
    if first is not None:
        yield Run(first, tuple(pending))


def _is_lit(pattern: Pattern, seconds: float) -> bool:
    half = HALF_PERIOD.get(pattern)
    return pattern is Pattern.CONTINUOUS if half is None else seconds // half % 2 == 0
