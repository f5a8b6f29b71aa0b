# SPDX-License-Identifier: GPL-3.0-or-later
"""Which lamp shines on which page: the eye finds the opening that the page speaks of (导引灯)."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from drivers.contract import DeviceError
from drivers.lights.contract import GuideLights, Pattern, Place
from kiosk.visit.screens import AnyScreen, NumberEntry, PlaceCard, Printing, TakeCard

Shining = frozenset[tuple[Place, Pattern]]

_CARD_PLACES = {"id": (Place.ID_READER,), "social": (Place.CARD_READER,), "both": (Place.ID_READER, Place.CARD_READER)}


def lamps_for(screen: AnyScreen) -> Shining:
    """Return what shines while a page is drawn; slow flashing asks for something, steady light says: work."""
    match screen:
        case PlaceCard(state="reading", card=card):
            return _all(card, Pattern.CONTINUOUS)
        case PlaceCard(state="reader_silent" | "reader_absent"):
            return frozenset()
        case PlaceCard(takes=takes):
            return _all(takes, Pattern.SLOW)
        case TakeCard(card=card):
            return _all(card, Pattern.MEDIUM)
        case NumberEntry(scan=True):
            return frozenset({(Place.SCANNER, Pattern.SLOW)})
        case Printing(state="printing"):
            return frozenset({(Place.RECEIPT_PRINTER, Pattern.CONTINUOUS)})
        case Printing(state="out" | "unknown"):
            return frozenset({(Place.RECEIPT_PRINTER, Pattern.SLOW)})
        case _:
            return frozenset()


def _all(cards: str, pattern: Pattern) -> Shining:
    return frozenset((place, pattern) for place in _CARD_PLACES[cards])


class LampGuide:
    """Lets the lamps follow the pages. No page waits for a lamp, and lamps that are lost stop nobody."""

    def __init__(self, lights: GuideLights) -> None:
        self._lights = lights
        self._wanted: Shining = frozenset()
        self._changed = asyncio.Event()

    def follow(self, screen: AnyScreen) -> None:
        """A page is drawn."""
        wanted = lamps_for(screen)
        if wanted != self._wanted:
            self._wanted = wanted
            self._changed.set()

    async def run(self) -> None:
        """Bring the lamps up to date until cancelled; of pages that pass quickly only the last one counts."""
        shining: Shining = frozenset()
        while True:
            await self._changed.wait()
            self._changed.clear()
            wanted = self._wanted
            for place, _ in shining - wanted:
                if place not in {kept for kept, _ in wanted}:
                    await self._show(place, Pattern.OFF)
            for place, pattern in wanted - shining:
                await self._show(place, pattern)
            shining = wanted

    async def _show(self, place: Place, pattern: Pattern) -> None:
        with suppress(DeviceError):  # the driver takes it up when the lamps are back
            await self._lights.show(place, pattern)
