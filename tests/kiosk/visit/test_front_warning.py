# SPDX-License-Identifier: GPL-3.0-or-later
"""The question whether somebody is still there, over a page: if these fail, it answers that page, or loses it."""

from __future__ import annotations

import asyncio

from kiosk.visit.intents import Speak
from kiosk.visit.screens import (
    PlaceCard,
    Rate,
    Status,
    StillThere,
)
from tests.kiosk.visit.front_ui import CONSENT, STATUS, Ui, play, pressed
from tests.offline_cache.store_stand import settle


def test_the_warning_covers_the_page_and_gives_it_back() -> None:
    """您还在吗 must cost nothing that was typed: same page, same number, same answer awaited."""

    async def scene(ui: Ui) -> None:
        asking = asyncio.create_task(ui.front.ask(CONSENT, "AGREE"))
        await settle()
        page = ui.last
        ui.front.cover(StillThere(seconds=15))
        first = ui.last
        ui.front.cover(StillThere(seconds=14))
        assert ui.screen == StillThere(seconds=14)
        assert ui.last.seq == first.seq != page.seq, "the countdown is one page"
        assert ui.front.screen == CONSENT, "the page is still there below"
        ui.press("STAY")
        assert ui.touches == 1
        ui.front.uncover()
        assert ui.last == page
        ui.press("AGREE")
        await pressed(asking)

    play(scene)


def test_the_warning_itself_answers_no_question() -> None:
    """A hand that wakes the screen must not agree to anything below."""

    async def scene(ui: Ui) -> None:
        asking = asyncio.create_task(ui.front.ask(CONSENT, "AGREE"))
        await settle()
        ui.front.cover(StillThere(seconds=15))
        ui.press("AGREE")
        await settle()
        assert not asking.done()
        asking.cancel()

    play(scene)


def test_leaving_from_the_warning_is_always_possible() -> None:
    """结束 on the warning is drawn on every page, also past submission."""

    async def scene(ui: Ui) -> None:
        leaving = asyncio.create_task(ui.front.left())
        ui.front.can_leave = False
        ui.front.show(Rate())
        await settle()
        ui.front.cover(StillThere(seconds=15))
        ui.press("LEAVE")
        await settle()
        assert leaving.done()

    play(scene)


def test_what_changes_below_the_warning_is_there_afterwards() -> None:
    """The reader comes back while the warning counts: the page below must not say that it is gone."""

    async def scene(ui: Ui) -> None:
        ui.front.show(PlaceCard(state="reader_absent"))
        page = ui.last
        ui.front.cover(StillThere(seconds=3))
        ui.front.update(PlaceCard())
        assert ui.pages[-1] is StillThere, "the warning stays on top"
        online = Status(place=STATUS.place, terminal=STATUS.terminal, online=True)
        ui.front.set_status(online)
        assert ui.last.status == online
        ui.front.receive(Speak(language="en"))
        ui.front.uncover()
        assert ui.screen == PlaceCard()
        assert (ui.last.seq, ui.last.status, ui.language) == (page.seq, online, "en")

    play(scene)


def test_a_new_page_takes_the_warning_away() -> None:
    """The next page would otherwise be drawn below a warning that nobody counts."""

    async def scene(ui: Ui) -> None:
        ui.front.show(CONSENT)
        ui.front.cover(StillThere(seconds=3))
        ui.front.show(Rate())
        sent = len(ui.shows)
        ui.front.uncover()
        assert len(ui.shows) == sent
        assert ui.screen == Rate()

    play(scene)
