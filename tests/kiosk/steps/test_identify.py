# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, somebody holds a card to a reader, and the page says something else than what is the matter."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest

from assets import asset
from drivers.contract import DeviceError
from drivers.contract import Status as DeviceStatus
from drivers.id_reader import CardUnreadable, ReaderBroken
from kiosk.desk import Desk
from kiosk.services.loader import load_packs
from kiosk.steps.cards import READER_TROUBLES, RECONNECT_PAUSE
from kiosk.steps.identify import IdentifyStep
from kiosk.visit.front import Front
from kiosk.visit.idle import IdleClock, IdleLimits
from kiosk.visit.intents import Action, Press
from kiosk.visit.screens import PlaceCard, Show, Status, StillThere, TextEntry
from kiosk.visit.visit import Visit
from kiosk.words import Words
from tests.offline_cache.store_stand import SimulatedClock, settle

REPORT = next(pack for pack in load_packs(asset("services")) if pack.id == "report-12345")


class OwnError(DeviceError):
    """What a driver of another firm may raise."""


class OwnBrokenError(ReaderBroken):
    """As above."""


class Reader:
    """A reader of which each reading ends as the test says."""

    def __init__(self) -> None:
        self.readings = 0
        self.on_found: Callable[[], None] = lambda: None
        self.ends: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def subscribe(self, listener: Callable[[DeviceStatus], None]) -> Callable[[], None]:
        self.tell = listener
        return lambda: None

    async def read(self, *, timeout: float, on_found: Callable[[], None]) -> Any:
        self.readings += 1
        self.on_found = on_found
        self.ends = asyncio.get_running_loop().create_future()
        return await self.ends


class Standing:
    """A citizen in front of the page that asks for the card."""

    def __init__(self) -> None:
        self.clock = SimulatedClock()
        self.reader = Reader()
        self.shows: list[Show] = []
        self.front = Front(Status(place=Words.same("演示街道"), terminal="4452-0137", online=True))
        self.front.send = self.shows.append
        self.idle = IdleClock(self.clock, self.front, IdleLimits())
        self.front.on_touch = self.idle.touch
        visit = Visit(
            id="v",
            pack=REPORT,
            front=self.front,
            idle=self.idle,
            desk=cast("Desk", SimpleNamespace(clock=self.clock, id_reader=self.reader, social_card=None)),
        )
        self.tasks = [asyncio.create_task(IdentifyStep().run(visit, back=False)), asyncio.create_task(self.idle.run())]

    @property
    def page(self) -> PlaceCard:
        screen = self.shows[-1].screen
        assert isinstance(screen, PlaceCard)
        return screen

    def press(self, action: Action) -> None:
        self.front.receive(Press(seq=self.shows[-1].seq, action=action))


def play(scene: Callable[[Standing], Awaitable[None]]) -> None:
    async def whole() -> None:
        standing = Standing()
        await settle()
        try:
            await scene(standing)
        finally:
            for task in standing.tasks:
                task.cancel()
            await asyncio.gather(*standing.tasks, return_exceptions=True)

    asyncio.run(whole())


def made(kind: type[DeviceError]) -> DeviceError:
    return kind("x", code=0x60) if issubclass(kind, ReaderBroken) else kind("x")


@pytest.mark.parametrize(
    "kind", [kind for kind in READER_TROUBLES if "smart_card" not in kind.__module__], ids=lambda kind: kind.__name__
)
def test_each_trouble_is_told_and_another_way_stays_open(kind: type[DeviceError]) -> None:
    """A silent page in front of a dead reader holds somebody for minutes."""

    async def scene(citizen: Standing) -> None:
        citizen.reader.ends.set_exception(made(kind))
        await settle()
        state, failure = READER_TROUBLES[kind]
        assert citizen.page == PlaceCard(state=state, other_way=True, code=failure.code if failure else "")
        await citizen.clock.advance(RECONNECT_PAUSE)
        assert citizen.reader.readings == 2, "it is tried again by itself"
        citizen.press("OTHER_WAY")
        await settle()
        assert isinstance(citizen.shows[-1].screen, TextEntry)

    play(scene)


@pytest.mark.parametrize(("kind", "like"), [(OwnError, DeviceError), (OwnBrokenError, ReaderBroken)])
def test_an_error_of_another_firms_driver_counts_as_the_nearest(
    kind: type[DeviceError], like: type[DeviceError]
) -> None:
    """A driver that names its troubles more finely must not end the visit."""

    async def scene(citizen: Standing) -> None:
        citizen.reader.ends.set_exception(made(kind))
        await settle()
        state, failure = READER_TROUBLES[like]
        assert failure is not None
        assert (citizen.page.state, citizen.page.code) == (state, failure.code)

    play(scene)


def test_a_reader_in_trouble_is_not_asked_without_a_pause() -> None:
    """An absent reader answers at once; asked in circles it would take a whole processor."""

    async def scene(citizen: Standing) -> None:
        for reading in range(1, 4):
            assert citizen.reader.readings == reading
            citizen.reader.ends.set_exception(made(ReaderBroken))
            await settle()
            assert citizen.reader.readings == reading
            await citizen.clock.advance(RECONNECT_PAUSE)

    play(scene)


def test_a_card_that_is_laid_down_is_somebody_there() -> None:
    """Whoever searched a minute for the card would be asked 您还在吗 in the moment of finding it."""

    async def scene(citizen: Standing) -> None:
        await citizen.clock.advance(59)
        citizen.reader.on_found()
        assert citizen.page.state == "reading"
        await citizen.clock.advance(30)
        assert not isinstance(citizen.shows[-1].screen, StillThere)

    play(scene)


def test_a_card_takes_the_warning_away() -> None:
    """As above, when the warning already stands."""

    async def scene(citizen: Standing) -> None:
        await citizen.clock.advance(65)
        assert isinstance(citizen.shows[-1].screen, StillThere)
        citizen.reader.on_found()
        await citizen.clock.advance(1)
        assert citizen.page.state == "reading"

    play(scene)


def test_nobody_at_an_empty_reader_is_nobody() -> None:
    """A reader that reports again and again that there is no card must not keep a visit open."""

    async def scene(citizen: Standing) -> None:
        for _ in range(7):
            await citizen.clock.advance(9)
            if not citizen.reader.ends.done():
                citizen.reader.ends.set_exception(made(CardUnreadable))
            await settle()
        assert isinstance(citizen.shows[-1].screen, StillThere)

    play(scene)
