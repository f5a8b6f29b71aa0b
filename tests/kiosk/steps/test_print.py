# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, somebody without paper also loses the number, or two papers of one case look alike."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest

from kiosk.desk import Desk
from kiosk.failures import Failures
from kiosk.kept_papers import KeptPapers, Unprinted, UnprintedReceipt
from kiosk.steps.print import PrintStep
from kiosk.visit.front import Front
from kiosk.visit.idle import IdleClock, IdleLimits
from kiosk.visit.intents import Action, Press, Resize
from kiosk.visit.screens import Printing, Show, Status
from kiosk.visit.visit import Outcome, Visit
from kiosk.words import Words
from offline_cache.number import format_number
from offline_cache.outbox.print_jobs import PrintState
from tests.faults.receipt_printer_bench import until
from tests.kiosk.test_paper import Counter, play
from tests.kiosk.test_receipt import ANSWERS, REPORT
from tests.offline_cache.store_stand import SimulatedClock

pytestmark = pytest.mark.usefixtures("qapp")


RECEIPT = UnprintedReceipt(key="k", service=REPORT.id, values={"kind": "complaint"})


class Standing:
    """A citizen at the page that prints."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter
        self.shows: asyncio.Queue[Show] = asyncio.Queue()
        self.front = Front(Status(place=Words.same("演示街道"), terminal="4452-0137", online=False))
        self.front.send = self.shows.put_nowait
        self.seq = 0
        self.clock = SimulatedClock()
        self.idle = IdleClock(self.clock, self.front, IdleLimits())
        self.unprinted: Callable[[], Unprinted | None]

    async def step(self, *, wants_paper: bool = True) -> Outcome:
        transaction = await self.counter.outbox.call(lambda box: box.get(self.counter.key))
        desk = SimpleNamespace(paper=self.counter.paper, kept=KeptPapers(self.clock, random=Random(1)))
        visit = Visit(
            id="v",
            pack=REPORT,
            front=self.front,
            idle=self.idle,
            desk=cast("Desk", desk),
            answers=ANSWERS,
            transaction=transaction,
            wants_paper=wants_paper,
            unprinted=RECEIPT,
        )
        self.unprinted = lambda: visit.unprinted
        return await PrintStep().run(visit, back=False)

    async def page(self) -> Printing:
        """The next page that is not only at work."""
        while True:
            show = await self.shows.get()
            screen = cast("Any", show.screen)
            assert isinstance(screen, Printing)
            assert screen.number == format_number(self.counter.number), "the number stands on every page"
            self.seq = show.seq
            if screen.state != "printing":
                return screen

    def press(self, action: Action) -> None:
        self.front.receive(Press(seq=self.seq, action=action))


def test_paper_that_came_is_taken(tmp_path: Path) -> None:
    """The usual way."""

    async def scene(counter: Counter) -> None:
        citizen = Standing(counter)
        step = asyncio.create_task(citizen.step())
        assert (await citizen.page()).state == "out"
        assert citizen.unprinted() is None, "the printer vouches for it, also when nobody answers"
        citizen.press("TAKEN")
        assert await step is Outcome.NEXT
        assert citizen.unprinted() is None

    play(scene, tmp_path)


def test_paper_is_in_large_print_unless_the_citizen_chose_the_dense_screen(tmp_path: Path) -> None:
    """The old would need their glasses; who reads 简洁 on the screen gets a short paper."""

    async def scene(counter: Counter) -> None:
        for large in (True, False):
            citizen = Standing(counter)
            citizen.front.receive(Resize(large=large))
            step = asyncio.create_task(citizen.step())
            assert (await citizen.page()).state == "out"
            citizen.press("TAKEN")
            await step
            assert counter.came(counter.drawn(reprint=not large, large=large))

    play(scene, tmp_path)


def test_what_the_printer_does_not_know_is_asked(tmp_path: Path) -> None:
    """拿到了 settles the books."""

    async def scene(counter: Counter) -> None:
        counter.emulator.unplug_after(6000)
        citizen = Standing(counter)
        step = asyncio.create_task(citizen.step())
        page = await citizen.page()
        assert (page.state, page.code) == ("unknown", Failures.PAPER_UNKNOWN.code)
        assert citizen.unprinted() == msgspec.structs.replace(RECEIPT, doubtful=True)
        citizen.press("TAKEN")
        assert await step is Outcome.NEXT
        assert await counter.states() == [(PrintState.PRINTED, False)]
        assert citizen.unprinted() is None

    play(scene, tmp_path)


def test_a_second_paper_after_an_unknown_end_is_marked(tmp_path: Path) -> None:
    """没出来 may be a mistake: the first may hang in the slot, and must not be an original beside another."""

    async def scene(counter: Counter) -> None:
        counter.emulator.unplug_after(6000)
        citizen = Standing(counter)
        step = asyncio.create_task(citizen.step())
        assert (await citizen.page()).state == "unknown"
        counter.emulator.plug()
        await until(counter.printer, lambda status: status.can_print)
        citizen.press("NOT_OUT")
        assert (await citizen.page()).state == "out"
        citizen.press("TAKEN")
        assert await step is Outcome.NEXT
        assert await counter.states() == [(PrintState.FAILED, False), (PrintState.PRINTED, True)]
        assert counter.came(counter.drawn(reprint=True))

    play(scene, tmp_path)


def test_no_paper_can_be_tried_again_or_left(tmp_path: Path) -> None:
    """A roll that somebody changes meanwhile, and a roll that nobody has."""

    async def scene(counter: Counter) -> None:
        counter.emulator.paper_out()
        citizen = Standing(counter)
        step = asyncio.create_task(citizen.step())
        page = await citizen.page()
        assert (page.state, page.code) == ("paper_out", Failures.PAPER_OUT.code)
        assert page.kept_until == "22:30"
        citizen.press("PRINT")
        assert (await citizen.page()).state == "paper_out"
        citizen.press("NO_PRINT")
        assert await step is Outcome.NEXT
        assert await counter.states() == [(PrintState.FAILED, False)]
        assert citizen.unprinted() == RECEIPT, "it is still theirs: there was no other way on"

    play(scene, tmp_path)


def test_other_trouble_has_its_own_code(tmp_path: Path) -> None:
    """The technician looks at the cover, not for paper."""

    async def scene(counter: Counter) -> None:
        counter.emulator.open_cover()
        citizen = Standing(counter)
        step = asyncio.create_task(citizen.step())
        page = await citizen.page()
        assert (page.state, page.code) == ("trouble", Failures.PRINTER_TROUBLE.code)
        citizen.press("NO_PRINT")
        await step

    play(scene, tmp_path)


def test_nobody_is_warned_while_paper_prints(tmp_path: Path) -> None:
    """A slow printer would send its owner home in the middle."""

    async def scene(counter: Counter) -> None:
        counter.emulator.hold()
        citizen = Standing(counter)
        watching = asyncio.create_task(citizen.idle.run())
        step = asyncio.create_task(citizen.step())
        assert isinstance((await citizen.shows.get()).screen, Printing)
        await citizen.clock.advance(200)
        assert not watching.done()
        assert citizen.shows.empty(), "no warning"
        watching.cancel()
        counter.emulator.release()
        await citizen.page()
        citizen.press("NO_PRINT")
        await step

    play(scene, tmp_path)


def test_who_wants_no_paper_gets_none(tmp_path: Path) -> None:
    """不用打印 must cost no paper."""

    async def scene(counter: Counter) -> None:
        assert await Standing(counter).step(wants_paper=False) is Outcome.NEXT
        assert counter.emulator.papers == ()

    play(scene, tmp_path)


def test_a_printer_that_tells_nothing_is_asked_about_and_nothing_is_called_wrong(tmp_path: Path) -> None:
    """It prints every day, and every page would say that something is broken."""

    async def scene(counter: Counter) -> None:
        citizen = Standing(counter)
        step = asyncio.create_task(citizen.step())
        page = await citizen.page()
        assert (page.state, page.code) == ("unknown", "")
        assert await counter.states() == [(PrintState.UNKNOWN, False)]
        citizen.press("TAKEN")
        assert await step is Outcome.NEXT
        assert await counter.states() == [(PrintState.PRINTED, False)]

    play(scene, tmp_path, model="mute-80")


def test_after_two_papers_that_did_not_come_there_is_a_way_out(tmp_path: Path) -> None:
    """A printer that tells nothing and has no paper would be told to print for ever."""

    async def scene(counter: Counter) -> None:
        citizen = Standing(counter)
        step = asyncio.create_task(citizen.step())
        for _ in range(2):
            assert (await citizen.page()).state == "unknown"
            citizen.press("NOT_OUT")
        page = await citizen.page()
        assert (page.state, page.code) == ("trouble", Failures.PRINTER_TROUBLE.code)
        assert citizen.unprinted() == RECEIPT, "the citizen has said that it is not there"
        citizen.press("NO_PRINT")
        assert await step is Outcome.NEXT
        assert await counter.states() == [(PrintState.FAILED, False), (PrintState.FAILED, True)]

    play(scene, tmp_path, model="mute-80")
