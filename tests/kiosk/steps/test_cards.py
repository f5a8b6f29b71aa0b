# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a social security card lets nobody in, or its page says something else than what is the matter."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import pytest

from assets import asset
from drivers.card_reader import CardUnreadable, ReaderAbsent, ReaderBroken, ReaderSilent
from drivers.contract import DeviceError, DeviceState, TimedOut
from drivers.contract import Status as DeviceStatus
from drivers.smart_card.contract import WrongCard
from drivers.social_card import SocialCard
from kiosk.desk import Desk
from kiosk.failures import Failures
from kiosk.kept_papers import KeptPapers
from kiosk.services.loader import load_packs
from kiosk.steps.cards import RECONNECT_PAUSE, TAKE_CHIP_CARD
from kiosk.steps.identify import IdentifyStep
from kiosk.visit.front import Front
from kiosk.visit.idle import IdleClock, IdleLimits
from kiosk.visit.intents import Press
from kiosk.visit.screens import PlaceCard, Show, Status, TakeCard, TextEntry
from kiosk.visit.visit import Outcome, Visit
from kiosk.words import Words
from tests.offline_cache.store_stand import SimulatedClock, settle

REPORT = next(pack for pack in load_packs(asset("services")) if pack.id == "report-12345")
CARD = SocialCard(number="445202195803120026", name="陈桂英", valid_to=date(2099, 1, 1))


class Reader:
    """A reader of which each reading ends as the test says; the card is out once the test says so."""

    def __init__(self) -> None:
        self.readings = 0
        self.on_found: Callable[[], None] = lambda: None
        self.ends: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.is_out = asyncio.Event()
        self.waited: float | None = None

    def subscribe(self, listener: Callable[[DeviceStatus], None]) -> Callable[[], None]:
        self.tell = listener
        return lambda: None

    async def read(self, *, timeout: float, on_found: Callable[[], None]) -> Any:
        self.readings += 1
        self.on_found = on_found
        self.ends = asyncio.get_running_loop().create_future()
        return await self.ends

    async def taken(self, *, timeout: float) -> None:
        self.waited = timeout
        await self.is_out.wait()


class Standing:
    """A citizen in front of the page, with the readers that the terminal has."""

    def __init__(self, *, id_reader: bool = True) -> None:
        self.clock = SimulatedClock()
        self.id_reader = Reader() if id_reader else None
        self.social = Reader()
        self.shows: list[Show] = []
        self.front = Front(Status(place=Words.same("演示街道"), terminal="4452-0137", online=True))
        self.front.send = self.shows.append
        self.kept = KeptPapers(self.clock, random=Random(1))
        desk = SimpleNamespace(clock=self.clock, id_reader=self.id_reader, social_card=self.social, kept=self.kept)
        idle = IdleClock(self.clock, self.front, IdleLimits())
        self.visit = Visit(id="v", pack=REPORT, front=self.front, idle=idle, desk=cast("Desk", desk))
        self.step = asyncio.create_task(IdentifyStep().run(self.visit, back=False))

    @property
    def page(self) -> PlaceCard:
        screen = self.shows[-1].screen
        assert isinstance(screen, PlaceCard)
        return screen

    async def fails(self, reader: Reader | None, error: DeviceError) -> None:
        assert reader is not None
        reader.ends.set_exception(error)
        await settle()


def play(scene: Callable[[Standing], Awaitable[None]], *, id_reader: bool = True) -> None:
    async def whole() -> None:
        standing = Standing(id_reader=id_reader)
        await settle()
        try:
            await scene(standing)
        finally:
            standing.step.cancel()
            await asyncio.gather(standing.step, return_exceptions=True)

    asyncio.run(whole())


def test_either_card_will_do() -> None:
    """The page would wait for an identity card, with a social security card in the slot."""

    async def scene(citizen: Standing) -> None:
        assert citizen.page == PlaceCard(takes="both")
        citizen.social.on_found()
        assert citizen.page == PlaceCard(state="reading", takes="both", card="social")
        citizen.social.ends.set_result(CARD)
        await settle()
        assert citizen.shows[-1].screen == TakeCard(masked_name="陈**", card="social")
        assert not citizen.step.done(), "a card that is left in the slot is the next visitor's"
        assert citizen.social.waited == TAKE_CHIP_CARD
        citizen.social.is_out.set()
        await settle()
        assert await citizen.step is Outcome.NEXT
        applicant = citizen.visit.answers.applicant
        assert applicant is not None
        assert (applicant.name, applicant.id_number, applicant.how) == ("陈桂英", CARD.number, "social_card")
        assert citizen.visit.answers.how == "social_card"

    play(scene)


@pytest.mark.parametrize(
    ("card", "state", "failure"),
    [
        (replace(CARD, number="445202195803120027"), "wrong", Failures.CARD_WRONG),
        (replace(CARD, number="H1234567"), "wrong", Failures.CARD_WRONG),
        (replace(CARD, valid_to=date(2001, 1, 1)), "expired", Failures.CARD_EXPIRED),
    ],
)
def test_a_card_that_will_not_do(card: SocialCard, state: str, failure: Failures) -> None:
    """A case would be registered for a number that nobody has."""

    async def scene(citizen: Standing) -> None:
        citizen.social.ends.set_result(card)
        await settle()
        assert (citizen.page.state, citizen.page.card, citizen.page.code) == (state, "social", failure.code)
        assert citizen.social.readings == 1, "it is not read again until it has been taken out"
        citizen.social.is_out.set()
        await settle()
        assert citizen.social.readings == 2

    play(scene)


@pytest.mark.parametrize(
    ("error", "state", "failure"),
    [
        (CardUnreadable("x"), "unread", Failures.CARD_UNREADABLE),
        (WrongCard("x"), "wrong", Failures.CARD_WRONG),
    ],
)
def test_an_unreadable_card_has_to_come_out_first(error: DeviceError, state: str, failure: Failures) -> None:
    """The page would flicker between reading and failing for as long as the card is in the slot."""

    async def scene(citizen: Standing) -> None:
        await citizen.fails(citizen.social, error)
        assert (citizen.page.state, citizen.page.card, citizen.page.code) == (state, "social", failure.code)
        assert citizen.social.readings == 1
        citizen.social.is_out.set()
        await settle()
        assert citizen.social.readings == 2

    play(scene)


@pytest.mark.parametrize("error", [ReaderSilent("x"), ReaderAbsent("x"), ReaderBroken("x", code=1)])
def test_one_reader_in_trouble_leaves_the_other(error: DeviceError) -> None:
    """A slot that is broken would take the identity card away with it."""

    async def scene(citizen: Standing) -> None:
        await citizen.fails(citizen.social, error)
        assert (citizen.page.state, citizen.page.takes) == ("waiting", "id")
        await citizen.clock.advance(RECONNECT_PAUSE)
        citizen.social.on_found()
        assert citizen.page.takes == "both", "it is back"

    play(scene)


def test_the_page_asks_for_the_card_that_can_be_read() -> None:
    """People would hold their identity card to a dead reader, beside a slot that works."""

    async def scene(citizen: Standing) -> None:
        await citizen.fails(citizen.id_reader, ReaderAbsent("x"))
        assert citizen.page == PlaceCard(takes="social", card="id", code=Failures.READER_ABSENT.code)
        await citizen.fails(citizen.social, ReaderAbsent("x"))
        assert citizen.page.state == "reader_absent"

    play(scene)


def test_both_in_trouble_is_told() -> None:
    """A page that still asks for a card holds people for minutes."""

    async def scene(citizen: Standing) -> None:
        await citizen.fails(citizen.social, ReaderBroken("x", code=1))
        await citizen.fails(citizen.id_reader, ReaderSilent("x"))
        assert (citizen.page.state, citizen.page.code) == ("reader_silent", Failures.READER_SILENT.code)

    play(scene)


def test_nobody_has_to_use_the_slot() -> None:
    """Every eight seconds the page would say that a card was not read which nobody has put in."""

    async def scene(citizen: Standing) -> None:
        await citizen.fails(citizen.social, TimedOut("x"))
        assert citizen.page.state == "waiting"
        assert citizen.social.readings == 2

    play(scene)


def test_a_terminal_with_the_slot_alone() -> None:
    """Its page would ask for a card that it cannot read."""

    async def scene(citizen: Standing) -> None:
        assert citizen.page == PlaceCard(takes="social", card="id")
        await citizen.fails(citizen.social, TimedOut("x"))
        assert (citizen.page.state, citizen.page.card) == ("unread", "social")

    play(scene, id_reader=False)


def test_typing_stays_open() -> None:
    """Whoever has neither card would have to leave."""

    async def scene(citizen: Standing) -> None:
        citizen.front.receive(Press(seq=citizen.shows[-1].seq, action="OTHER_WAY"))
        await settle()
        assert isinstance(citizen.shows[-1].screen, TextEntry)

    play(scene)


def test_a_reader_that_is_back_is_told_at_once() -> None:
    """The page would go on saying that the reader is loose, until somebody dares to lay a card on it."""

    async def scene(citizen: Standing) -> None:
        assert citizen.id_reader is not None
        await citizen.fails(citizen.id_reader, ReaderAbsent("x"))
        await citizen.fails(citizen.social, ReaderSilent("x"))
        assert citizen.page.state == "reader_absent"
        citizen.social.tell(DeviceStatus(DeviceState.ONLINE))
        assert (citizen.page.state, citizen.page.takes) == ("waiting", "social")
        citizen.id_reader.tell(DeviceStatus(DeviceState.ONLINE))
        assert citizen.page == PlaceCard(takes="both", card="id")

    play(scene)
