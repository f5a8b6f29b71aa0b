# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a lamp shines beside the wrong opening, or goes on shining after the visit."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest

from drivers.contract import DeviceError
from drivers.lights.contract import GuideLights, Pattern, Place
from kiosk.guide_lights import LampGuide, lamps_for
from kiosk.visit.screens import AnyScreen, End, NumberEntry, PlaceCard, Printing, TakeCard
from kiosk.words import Words
from tests.offline_cache.store_stand import settle

SLOW, MEDIUM, STEADY = Pattern.SLOW, Pattern.MEDIUM, Pattern.CONTINUOUS
W = Words.same("x")


@pytest.mark.parametrize(
    ("screen", "shining"),
    [
        (PlaceCard(), {(Place.ID_READER, SLOW)}),
        (PlaceCard(takes="both"), {(Place.ID_READER, SLOW), (Place.CARD_READER, SLOW)}),
        (PlaceCard(takes="social", code="ID01"), {(Place.CARD_READER, SLOW)}),
        (PlaceCard(state="reading", takes="both", card="social"), {(Place.CARD_READER, STEADY)}),
        (PlaceCard(state="reader_absent"), set()),
        (TakeCard(masked_name="陈**"), {(Place.ID_READER, MEDIUM)}),
        (TakeCard(masked_name="陈**", card="social"), {(Place.CARD_READER, MEDIUM)}),
        (NumberEntry(field="n", title=W, line=W, kind="case_number", scan=True), {(Place.SCANNER, SLOW)}),
        (NumberEntry(field="n", title=W, line=W, kind="case_number"), set()),
        (Printing(state="printing", number="1"), {(Place.RECEIPT_PRINTER, STEADY)}),
        (Printing(state="out", number="1"), {(Place.RECEIPT_PRINTER, SLOW)}),
        (Printing(state="paper_out", number="1"), set()),
        (End(), set()),
    ],
)
def test_the_lamp_of_each_page(screen: AnyScreen, shining: set[tuple[Place, Pattern]]) -> None:
    """Whoever reads little follows the light."""
    assert lamps_for(screen) == shining


class Lamps:
    """Lamps that note what they were told, and can be lost."""

    def __init__(self) -> None:
        self.told: list[tuple[Place, Pattern]] = []
        self.lost = False

    async def show(self, place: Place, pattern: Pattern) -> None:
        self.told.append((place, pattern))
        if self.lost:
            raise DeviceError("gone")


async def followed(lamps: Lamps, *screens: AnyScreen) -> None:
    guide = LampGuide(cast("GuideLights", lamps))
    running = asyncio.create_task(guide.run())
    for screen in screens:
        guide.follow(screen)
        await settle()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def test_lamps_follow_and_go_out() -> None:
    """A lamp that still flashes tells the next visitor to put something there."""
    lamps = Lamps()
    asyncio.run(followed(lamps, PlaceCard(), PlaceCard(state="unread"), PlaceCard(state="reading"), End()))
    assert lamps.told == [(Place.ID_READER, SLOW), (Place.ID_READER, STEADY), (Place.ID_READER, Pattern.OFF)]


def test_lost_lamps_stop_nobody() -> None:
    """A relay board that was pulled would end the visit, or the lamps for all that follow."""
    lamps = Lamps()
    lamps.lost = True
    asyncio.run(followed(lamps, PlaceCard(), End(), Printing(state="out", number="1")))
    assert lamps.told[-1] == (Place.RECEIPT_PRINTER, SLOW)
