# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a receipt that did not come out is lost, comes twice, tells old news, or goes to somebody else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import pytest

from drivers.id_reader.invented import LIN_ZHIYUAN
from kiosk.desk import Desk
from kiosk.kept_papers import KeptPapers, UnprintedReceipt
from kiosk.steps.offer import offer_kept_papers
from kiosk.visit.answers import Answers, Applicant
from kiosk.visit.front import Front
from kiosk.visit.idle import IdleClock, IdleLimits
from kiosk.visit.intents import Action, Press
from kiosk.visit.screens import GoOn, KeptPaper, Printing, Show, Status
from kiosk.visit.visit import Outcome, Visit
from kiosk.words import Words
from offline_cache.database import Database
from offline_cache.number import format_number
from offline_cache.outbox.audit import AuditEvent, read_entries
from offline_cache.outbox.print_jobs import PrintState
from offline_cache.transport import Accepted
from tests.faults.receipt_printer_bench import until
from tests.kiosk import test_paper
from tests.kiosk.test_paper import Counter
from tests.kiosk.test_receipt import ANSWERS, REPORT
from tests.offline_cache.store_stand import SimulatedClock

pytestmark = pytest.mark.usefixtures("qapp")

OWNER = ANSWERS.applicant
assert OWNER is not None
ANOTHER = Applicant(name=LIN_ZHIYUAN.name, id_number=LIN_ZHIYUAN.number, id_type="111", how="card")


class Returning:
    """Somebody who shows a card, in a later visit, at a terminal that keeps a receipt of a complaint."""

    def __init__(self, counter: Counter, *, doubtful: bool = False) -> None:
        self.counter = counter
        self.clock = SimulatedClock()
        self.kept = KeptPapers(self.clock, random=Random(1))
        values = {"kind": ANSWERS.values["kind"]}
        self.kept.keep(OWNER, UnprintedReceipt(counter.key, REPORT.id, values, doubtful=doubtful))
        self.shows: asyncio.Queue[Show] = asyncio.Queue()
        self.front = Front(Status(place=Words.same("演示街道"), terminal="4452-0137", online=False))
        self.front.send = self.shows.put_nowait
        self.front.can_leave = True
        self.seq = 0

    def shows_card(self, applicant: Applicant | None = OWNER) -> asyncio.Task[Outcome]:
        desk = SimpleNamespace(
            paper=self.counter.paper,
            kept=self.kept,
            outbox=self.counter.outbox,
            packs={REPORT.id: REPORT},
            document_printer=None,
        )
        visit = Visit(
            id="v",
            pack=REPORT,
            front=self.front,
            idle=IdleClock(self.clock, self.front, IdleLimits()),
            desk=cast("Desk", desk),
            answers=Answers(how="card", applicant=applicant),
        )
        return asyncio.create_task(offer_kept_papers(visit))

    async def page(self) -> Any:
        """The next page that is not only at work."""
        while True:
            show = await self.shows.get()
            self.seq = show.seq
            if not (isinstance(show.screen, Printing) and show.screen.state == "printing"):
                return show.screen
            assert not show.can_leave, "who left now would not know what becomes of the paper"

    def press(self, action: Action) -> None:
        self.front.receive(Press(seq=self.seq, action=action))


def play(scene: Callable[[Counter], Awaitable[None]], folder: Path) -> None:
    """As in `test_paper`, with the first paper not come out."""

    async def later(counter: Counter) -> None:
        counter.emulator.paper_out()
        await counter.print()
        assert await counter.states() == [(PrintState.FAILED, False)]
        counter.emulator.load_paper()
        await until(counter.printer, lambda status: status.can_print)
        await scene(counter)

    test_paper.play(later, folder)


def audited(folder: Path, number: str) -> list[str]:
    database = Database(folder / "outbox.db")
    try:
        return [entry.event for entry in read_entries(database) if entry.number == number]
    finally:
        database.close()


def test_it_is_offered_printed_marked_audited_and_forgotten(tmp_path: Path) -> None:
    """The villager comes back with a new roll."""

    async def scene(counter: Counter) -> None:
        citizen = Returning(counter)
        step = citizen.shows_card()
        number = format_number(counter.number)
        assert await citizen.page() == KeptPaper(what="receipt", name=REPORT.name.words, number=number)
        citizen.press("PRINT")
        assert await citizen.page() == Printing(state="out", number=number)
        citizen.press("TAKEN")
        assert await citizen.page() == GoOn(service=REPORT.name.words)
        citizen.press("START")
        assert await step is Outcome.NEXT
        assert counter.came(counter.drawn(reprint=True))
        assert await counter.states() == [(PrintState.FAILED, False), (PrintState.PRINTED, True)]
        assert audited(tmp_path, counter.number)[-2:] == [AuditEvent.REPRINT, AuditEvent.PRINTED]
        assert len(citizen.kept) == 0

    play(scene, tmp_path)


def test_who_came_for_the_paper_only_is_done(tmp_path: Path) -> None:
    """They would have to find 退出 in the midst of a form."""

    async def scene(counter: Counter) -> None:
        citizen = Returning(counter)
        step = citizen.shows_card()
        await citizen.page()
        citizen.press("PRINT")
        await citizen.page()
        citizen.press("TAKEN")
        await citizen.page()
        citizen.press("DONE")
        assert await step is Outcome.CANCEL

    play(scene, tmp_path)


def test_it_says_what_is_true_now(tmp_path: Path) -> None:
    """The case was delivered meanwhile; paper that says 待上传 sends people to the counter for nothing."""

    async def scene(counter: Counter) -> None:
        [item] = await counter.outbox.call(lambda box: box.claim(1))
        accepted = Accepted(
            key=counter.key, digest=item.sealed.digest, platform_number="445202202611210000013", acceptance=b"signed"
        )
        await counter.outbox.call(lambda box: box.record_acceptance(accepted))
        citizen = Returning(counter)
        citizen.shows_card()
        await citizen.page()
        citizen.press("PRINT")
        await citizen.page()
        told = counter.drawn(reprint=True, standing="delivered", platform_number="445202202611210000013")
        assert counter.came(told)

    play(scene, tmp_path)


def test_another_person_sees_no_hint_of_it(tmp_path: Path) -> None:
    """Whoever stands there next would learn that somebody was here."""

    async def scene(counter: Counter) -> None:
        citizen = Returning(counter)
        for applicant in (ANOTHER, None):
            assert await citizen.shows_card(applicant) is Outcome.NEXT
        assert citizen.shows.empty()
        assert len(citizen.kept) == 1

    play(scene, tmp_path)


def test_what_is_not_wanted_is_forgotten(tmp_path: Path) -> None:
    """不用了 is an answer, and the page says that all of it is wiped."""

    async def scene(counter: Counter) -> None:
        citizen = Returning(counter)
        step = citizen.shows_card()
        await citizen.page()
        citizen.press("NO_PRINT")
        assert await step is Outcome.NEXT
        assert len(citizen.kept) == 0
        assert counter.emulator.papers == ()

    play(scene, tmp_path)


def test_a_printer_that_cannot_print_offers_nothing(tmp_path: Path) -> None:
    """They would be asked, and disappointed again."""

    async def scene(counter: Counter) -> None:
        counter.emulator.open_cover()
        await until(counter.printer, lambda status: not status.can_print)
        citizen = Returning(counter)
        assert await citizen.shows_card() is Outcome.NEXT
        assert citizen.shows.empty()
        assert len(citizen.kept) == 1

    play(scene, tmp_path)


def test_a_second_failure_keeps_it_for_the_rest_of_its_time(tmp_path: Path) -> None:
    """The new roll was put in the wrong way round."""

    async def scene(counter: Counter) -> None:
        citizen = Returning(counter)
        step = citizen.shows_card()
        await citizen.page()
        counter.emulator.paper_out()
        citizen.press("PRINT")
        page = await citizen.page()
        assert (page.state, page.kept_until) == ("paper_out", "22:30")
        citizen.press("NO_PRINT")
        await citizen.page()
        citizen.press("START")
        assert await step is Outcome.NEXT
        counter.emulator.load_paper()
        await until(counter.printer, lambda status: status.can_print)
        step = citizen.shows_card()
        assert isinstance(await citizen.page(), KeptPaper)
        citizen.press("PRINT")
        await citizen.page()
        citizen.press("TAKEN")
        assert await counter.states() == [(PrintState.FAILED, False), (PrintState.PRINTED, True)], "one second copy"
        step.cancel()

    play(scene, tmp_path)


@pytest.mark.parametrize("printed", [False, True])
def test_somebody_who_walks_off(printed: bool, tmp_path: Path) -> None:
    """Before an answer it stays theirs; once the printer vouches for the paper it is gone."""

    async def scene(counter: Counter) -> None:
        citizen = Returning(counter)
        step = citizen.shows_card()
        await citizen.page()
        if printed:
            citizen.press("PRINT")
            await citizen.page()
        step.cancel()
        await asyncio.gather(step, return_exceptions=True)
        assert len(citizen.kept) == (0 if printed else 1)
        assert citizen.front.can_leave

    play(scene, tmp_path)


def test_a_paper_nobody_could_vouch_for_is_offered_as_such(tmp_path: Path) -> None:
    """「没有打印出来」 would be a lie about a paper that hung in the slot."""

    async def scene(counter: Counter) -> None:
        citizen = Returning(counter, doubtful=True)
        citizen.shows_card()
        assert (await citizen.page()).doubtful

    play(scene, tmp_path)


def test_a_case_that_the_books_no_longer_have_is_let_go(tmp_path: Path) -> None:
    """A salvaged queue may lack it; its receipt would be for nothing."""

    async def scene(counter: Counter) -> None:
        citizen = Returning(counter)
        citizen.kept.forget(citizen.kept.of(OWNER)[0])
        citizen.kept.keep(OWNER, UnprintedReceipt("00000000-0000-4000-8000-000000000000", REPORT.id, {}))
        assert await citizen.shows_card() is Outcome.NEXT
        assert len(citizen.kept) == 0

    play(scene, tmp_path)
