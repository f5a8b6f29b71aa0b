# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, this machine tells an untruth about a case that it holds, just when nobody else can be asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest

from assets import asset
from drivers.contract import DeviceError, DeviceState, StatusListener, Unsubscribe
from drivers.contract import Status as DeviceStatus
from drivers.scanner.code import Code
from drivers.scanner.contract import CodeUnreadable, ScannerAbsent
from kiosk.desk import Desk
from kiosk.failures import Failed, Failures
from kiosk.province.contract import BusinessStatus
from kiosk.services.loader import load_packs
from kiosk.steps.cards import RECONNECT_PAUSE
from kiosk.steps.inquire import TRANSPORT_FAILURES, InquireStep
from kiosk.visit.front import Front
from kiosk.visit.idle import IdleClock, IdleLimits
from kiosk.visit.intents import Press
from kiosk.visit.screens import CaseStatus, NumberEntry, Show, Status, Working
from kiosk.visit.visit import Outcome, Visit
from kiosk.words import Words
from offline_cache.outbox.states import UNDELIVERED, State
from offline_cache.outbox.transaction import Transaction
from offline_cache.transport import CaptivePortal, TransportTrouble, Unreachable
from tests.offline_cache.store_stand import SimulatedClock

PACKS = {pack.id: pack for pack in load_packs(asset("services"))}
NUMBER = "44520137604912000183"


class Counter:
    """A terminal whose platform fails in one way, with or without a case of its own."""

    def __init__(self, trouble: TransportTrouble, own: Transaction | None = None) -> None:
        self._trouble = trouble
        self._own = own
        self.learned: list[bool] = []
        self.shows: asyncio.Queue[Show] = asyncio.Queue()
        self.front = Front(Status(place=Words.same("演示街道"), terminal="4452-0137", online=True))
        self.front.send = self.shows.put_nowait

    async def call(self, use: Any) -> Transaction | None:
        return cast("Transaction | None", use(SimpleNamespace(get=lambda number: self._own)))

    async def case_progress(self, number: str) -> None:
        raise self._trouble

    def learn(self, *, up: bool) -> None:
        self.learned.append(up)

    async def ask(self) -> CaseStatus:
        """Enter the number and return what is shown. Raises Failed."""
        desk = SimpleNamespace(
            outbox=self,
            inquiry=self,
            packs=PACKS,
            link=SimpleNamespace(learned=self.learn),
            clock=SimulatedClock(),
            scanner=None,
        )
        visit = Visit(
            id="v",
            pack=PACKS["case-progress"],
            front=self.front,
            idle=IdleClock(SimulatedClock(), self.front, IdleLimits()),
            desk=cast("Desk", desk),
        )
        step = asyncio.create_task(InquireStep().run(visit, back=False))
        show = await self.shows.get()
        assert isinstance(show.screen, NumberEntry)
        self.front.receive(Press(seq=show.seq, action="ENTER", value=NUMBER))
        assert isinstance((await self.shows.get()).screen, Working)
        shown = asyncio.create_task(self.shows.get())
        await asyncio.wait((step, shown), return_when=asyncio.FIRST_COMPLETED)
        if step.done():
            shown.cancel()
            step.result()
        show = await shown
        assert isinstance(show.screen, CaseStatus)
        self.front.receive(Press(seq=show.seq, action="DONE"))
        assert await step is Outcome.NEXT
        return show.screen


def transaction(state: State, *, accepted: bool = False, business: BusinessStatus | None = None) -> Transaction:
    return Transaction(
        key="k",
        number=NUMBER,
        service="report-12345",
        state=state,
        created_at="2026-11-21T08:30:00.000Z",
        digest="d",
        attempts=1,
        trouble=None,
        acceptance=b"signed" if accepted else None,
        accepted_at="2026-11-21T09:00:00.000Z" if accepted else None,
        settled_at=None,
        platform_number="445202202611210000013" if accepted else None,
        business_status=business.value if business else None,
    )


def told(own: Transaction) -> CaseStatus:
    return asyncio.run(Counter(Unreachable(), own).ask())


@pytest.mark.parametrize("state", [State.QUEUED, State.SENDING])
def test_a_case_that_waits_is_on_its_way(state: State) -> None:
    """Registered here, and nobody need come again."""
    case = told(transaction(state))
    assert case.status.hans == "已登记，待上传"
    assert case.next is not None
    assert case.next.hans == "网络一通就送出。"
    assert [(event.at, event.what.hans) for event in case.events] == [("2026-11-21 16:30", "已登记在本机")]


@pytest.mark.parametrize("state", [State.REJECTED, State.PARKED])
def test_a_case_that_is_stuck_is_not_on_its_way(state: State) -> None:
    """「网络一通就送出」 would let somebody wait for what will never go."""
    case = told(transaction(state))
    assert case.status.hans == "已登记，平台没有收下"
    assert case.next is not None
    assert "12345" in case.next.hans
    assert not any("送出" in event.what.hans for event in case.events)


@pytest.mark.parametrize("state", [State.ACCEPTED, State.SETTLED, State.PURGED])
def test_a_case_that_was_signed_for_is_delivered(state: State) -> None:
    """It left this machine; to say that it waits here is wrong."""
    case = told(transaction(state, accepted=True))
    assert case.status.hans == "已送达"
    assert case.platform_number == "445202202611210000013"
    assert case.next is None
    assert [(event.at, event.what.hans) for event in case.events] == [
        ("2026-11-21 17:00", "已送达"),
        ("2026-11-21 16:30", "已登记在本机"),
    ]


@pytest.mark.parametrize("state", [state for state in State if state is not State.SEALED])
def test_no_state_claims_more_than_a_signature(state: State) -> None:
    """已受理 is the authority's word alone."""
    case = told(transaction(state))
    assert case.status.hans not in {"已送达", "已受理"}
    assert (case.next is None) is (state not in UNDELIVERED or state is State.EXPORTED)


def test_the_authoritys_word_is_remembered() -> None:
    """What it has said once is still true when it cannot be asked."""
    assert told(transaction(State.SETTLED, accepted=True, business=BusinessStatus.ACCEPTED)).status.hans == "已受理"


@pytest.mark.parametrize("kind", TRANSPORT_FAILURES, ids=lambda kind: kind.__name__)
def test_each_trouble_is_told_by_its_own_failure(kind: type[TransportTrouble]) -> None:
    """机器出了点问题 for a missing network sends the technician to the wrong place."""
    counter = Counter(kind())
    with pytest.raises(Failed) as caught:
        asyncio.run(counter.ask())
    assert caught.value.failure is TRANSPORT_FAILURES[kind]
    assert caught.value.failure is not Failures.OUR_FAULT
    assert counter.learned == ([False] if kind in {Unreachable, CaptivePortal} else []), "only these mean: no link"


class Scanner:
    """A scanner that says what the test says."""

    def __init__(self) -> None:
        self.status = DeviceStatus(DeviceState.ONLINE)
        self.shown: asyncio.Queue[Code | DeviceError] = asyncio.Queue()
        self._listeners: list[StatusListener] = []

    def subscribe(self, listener: StatusListener) -> Unsubscribe:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def becomes(self, state: DeviceState) -> None:
        self.status = DeviceStatus(state)
        for listener in self._listeners:
            listener(self.status)

    async def scan(self) -> Code:
        found = await self.shown.get()
        if isinstance(found, DeviceError):
            raise found
        return found


class AtScanner(Counter):
    """Somebody with a receipt in hand, in front of a terminal that has a scanner."""

    def __init__(self) -> None:
        super().__init__(Unreachable("x"), own=None)
        self.clock = SimulatedClock()
        self.scanner = Scanner()

    async def page(self) -> NumberEntry:
        screen = (await asyncio.wait_for(self.shows.get(), 30)).screen
        assert isinstance(screen, NumberEntry)
        return screen

    def start(self) -> asyncio.Task[Outcome]:
        desk = SimpleNamespace(
            outbox=self,
            inquiry=self,
            packs=PACKS,
            link=SimpleNamespace(learned=self.learn),
            clock=self.clock,
            scanner=self.scanner,
        )
        idle = IdleClock(self.clock, self.front, IdleLimits())
        visit = Visit(id="v", pack=PACKS["case-progress"], front=self.front, idle=idle, desk=cast("Desk", desk))
        return asyncio.create_task(InquireStep().run(visit, back=False))


def at_scanner(scene: Callable[[AtScanner], Awaitable[None]]) -> None:
    async def whole() -> None:
        asking = AtScanner()
        step = asking.start()
        try:
            await scene(asking)
        finally:
            step.cancel()
            await asyncio.gather(step, return_exceptions=True)

    asyncio.run(whole())


def test_the_code_of_a_receipt_is_its_number() -> None:
    """People would have to type twenty digits that stand in a code before them."""

    async def scene(asking: AtScanner) -> None:
        assert (await asking.page()).scan
        asking.scanner.shown.put_nowait(Code(NUMBER.encode()))
        assert isinstance((await asking.shows.get()).screen, Working)

    at_scanner(scene)


@pytest.mark.parametrize(
    "found", [Code(b"https://example.invalid/x"), Code(b"\x00\xff\xfe"), Code(b"1" * 5000), CodeUnreadable("x")]
)
def test_another_code_is_told_and_another_can_be_shown(found: Code | DeviceError) -> None:
    """A stranger's code would be looked up, opened, or end the visit."""

    async def scene(asking: AtScanner) -> None:
        await asking.page()
        asking.scanner.shown.put_nowait(found)
        page = await asking.page()
        assert (page.problem, page.scan) == (Failures.CODE_WRONG.words, True)
        asking.scanner.shown.put_nowait(Code(NUMBER.encode()))
        assert isinstance((await asking.shows.get()).screen, Working)

    at_scanner(scene)


def test_a_scanner_that_goes_leaves_the_keypad() -> None:
    """The page would go on asking for a code that nothing sees; and what was typed would be gone."""

    async def scene(asking: AtScanner) -> None:
        await asking.page()
        asking.scanner.becomes(DeviceState.NO_DEVICE)
        asking.scanner.shown.put_nowait(ScannerAbsent("x"))
        page = await asking.page()
        assert (page.scan, page.problem) == (False, None)
        await asking.clock.advance(RECONNECT_PAUSE)
        asking.scanner.becomes(DeviceState.ONLINE)
        assert (await asking.page()).scan, "and it is back by itself, also while the next code is waited for"

    at_scanner(scene)
