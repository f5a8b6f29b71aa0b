# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a touch meant for one page answers another: somebody submits what they never saw."""

from __future__ import annotations

import asyncio

from kiosk.visit.intents import Resize, Speak, Touched
from kiosk.visit.screens import (
    Consent,
    End,
    Guide,
    Home,
    PlaceCard,
    Rate,
    Starting,
)
from kiosk.words import Words
from tests.kiosk.visit.front_ui import CONSENT, STATUS, Ui, play, pressed
from tests.offline_cache.store_stand import settle


def test_a_question_is_shown_and_answered_once() -> None:
    """The press of a page answers that page."""

    async def scene(ui: Ui) -> None:
        asking = asyncio.create_task(ui.front.ask(CONSENT, "AGREE", "BACK"))
        await settle()
        assert ui.pages == [Consent]
        ui.press("AGREE")
        assert (await pressed(asking)).action == "AGREE"

    play(scene)


def test_a_double_press_does_not_answer_the_next_page() -> None:
    """Old people press twice; the second would run through a page that they have not read."""

    async def scene(ui: Ui) -> None:
        asking = asyncio.create_task(ui.front.ask(CONSENT, "AGREE"))
        await settle()
        old = ui.last.seq
        ui.press("AGREE")
        ui.press("AGREE")
        await pressed(asking)
        next_one = asyncio.create_task(ui.front.ask(CONSENT, "AGREE"))
        await settle()
        assert ui.last.seq > old
        ui.press("AGREE", seq=old)
        await settle()
        assert not next_one.done()
        ui.press("AGREE")
        assert (await pressed(next_one)).seq == ui.last.seq

    play(scene)


def test_the_first_of_two_presses_counts() -> None:
    """投诉 pressed and then 建议 in the same blink must not become 建议."""

    async def scene(ui: Ui) -> None:
        asking = asyncio.create_task(ui.front.ask(CONSENT, "CHOOSE"))
        await settle()
        ui.press("CHOOSE", "complaint")
        ui.press("CHOOSE", "suggestion")
        assert (await pressed(asking)).value == "complaint"

    play(scene)


def test_an_action_that_the_page_does_not_offer_is_dropped() -> None:
    """A page of another version must not submit."""

    async def scene(ui: Ui) -> None:
        asking = asyncio.create_task(ui.front.ask(CONSENT, "AGREE"))
        await settle()
        ui.press("SUBMIT")
        await settle()
        assert not asking.done()
        ui.press("AGREE")
        await pressed(asking)

    play(scene)


def test_a_press_between_two_questions_is_dropped() -> None:
    """A touch on a page that asks nothing must not wait for one that does."""

    async def scene(ui: Ui) -> None:
        ui.front.show(CONSENT)
        ui.press("AGREE")
        answering = asyncio.create_task(ui.front.answer("AGREE"))
        await settle()
        assert not answering.done()
        ui.press("AGREE")
        await pressed(answering)

    play(scene)


def test_an_update_keeps_the_page_answering() -> None:
    """A press that was on its way while the reader reported is as good as before."""

    async def scene(ui: Ui) -> None:
        asking = asyncio.create_task(ui.front.ask(PlaceCard(), "OTHER_WAY"))
        await settle()
        before = ui.last
        ui.front.update(PlaceCard(state="reader_absent", code="ID01"))
        assert ui.last.seq == before.seq
        assert ui.screen == PlaceCard(state="reader_absent", code="ID01")
        ui.press("OTHER_WAY", seq=before.seq)
        await pressed(asking)

    play(scene)


def test_the_way_and_the_exit_are_those_of_the_page() -> None:
    """退出 on a page past submission would throw a case away in the citizen's eyes."""

    async def scene(ui: Ui) -> None:
        ui.front.can_leave = True
        ui.front.show(CONSENT)
        assert ui.last.can_leave
        ui.front.can_leave = False
        ui.front.show(Rate(), back=True)
        assert not ui.last.can_leave
        assert ui.last.back

    play(scene)


def test_leaving_is_possible_only_where_it_is_offered() -> None:
    """退出 that nobody drew must not end a visit that is committing."""

    async def scene(ui: Ui) -> None:
        leaving = asyncio.create_task(ui.front.left())
        ui.front.can_leave = False
        ui.front.show(Rate())
        await settle()
        ui.press("LEAVE")
        await settle()
        assert not leaving.done()
        ui.front.can_leave = True
        ui.front.show(CONSENT)
        ui.press("LEAVE", seq=ui.last.seq - 1)
        await settle()
        assert not leaving.done(), "a late press on the page before"
        ui.press("LEAVE")
        await settle()
        assert leaving.done()

    play(scene)


def test_a_press_on_leave_does_not_end_the_next_visit() -> None:
    """The next person would be sent home by the last one's touch."""

    async def scene(ui: Ui) -> None:
        ui.front.can_leave = True
        ui.front.show(CONSENT)
        ui.press("LEAVE")
        leaving = asyncio.create_task(ui.front.left())
        await settle()
        assert not leaving.done()
        leaving.cancel()

    play(scene)


def test_language_is_the_visits_and_home_has_its_own() -> None:
    """The next villager would meet a page in the last one's English."""

    async def scene(ui: Ui) -> None:
        ui.front.show(CONSENT)
        seq = ui.last.seq
        ui.front.receive(Speak(language="en"))
        assert (ui.language, ui.last.seq, ui.screen) == ("en", seq, CONSENT)
        assert ui.front.language == "en"
        ui.front.show(End(), wipe=True)
        assert ui.language == "en", "good-bye is said in the citizen's own language"
        assert ui.last.wipe
        ui.front.show(Home(tiles=()), wipe=True)
        assert ui.language == "hans"
        assert ui.last.wipe
        ui.front.show(Guide(title=Words.same("x"), minutes=1, lines=(), icon=""))
        assert not ui.last.wipe, "what is typed on the way must not be forgotten"

    play(scene)


def test_the_size_of_text_is_the_visits() -> None:
    """The next villager would take home a paper in small print."""

    async def scene(ui: Ui) -> None:
        assert ui.front.large
        ui.front.show(CONSENT)
        ui.front.receive(Resize(large=False))
        ui.front.show(CONSENT)
        assert not ui.front.large
        ui.front.show(Home(tiles=()), wipe=True)
        assert ui.front.large

    play(scene)


def test_any_touch_shows_that_somebody_is_there() -> None:
    """A slow reader who scrolls would be warned as if gone."""

    async def scene(ui: Ui) -> None:
        ui.front.show(CONSENT)
        ui.front.receive(Touched())
        ui.front.receive(Speak(language="hant"))
        ui.front.receive(Resize(large=True))
        ui.press("BACK")
        assert ui.touches == 4

    play(scene)


def test_a_ui_that_connects_gets_the_present_page() -> None:
    """A ui that was started anew would stay on 请稍等 for ever."""

    async def scene(ui: Ui) -> None:
        ui.front.resend()
        assert isinstance(ui.screen, Starting)
        ui.front.show(CONSENT)
        shown = ui.last
        ui.front.resend()
        assert ui.shows[-2:] == [shown, shown]

    play(scene)


def test_an_unchanged_status_is_not_sent_again() -> None:
    """Each send is a page that the ui lays out anew."""

    async def scene(ui: Ui) -> None:
        ui.front.show(CONSENT)
        sent = len(ui.shows)
        ui.front.set_status(STATUS)
        assert len(ui.shows) == sent

    play(scene)
