# SPDX-License-Identifier: GPL-3.0-or-later
"""The power goes between commit and print, in mid-job, and between print and mark; the printer keeps its memory.

If these fail, the next screen claims what nobody knows, a slip comes out that passes for a second original, or half of
somebody's receipt hangs on the next paper. tests/faults/test_engine_killed.py has the points of the case itself.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from assets import asset
from drivers.id_reader.invented import CHEN_GUIYING
from kiosk.demo.stage import Stage
from kiosk.province.reference.record import count_transactions
from kiosk.receipt import Slip, receipt
from kiosk.services.loader import load_packs
from kiosk.store import STORE
from kiosk.terminal import load_terminal
from kiosk.visit.screens import Choice, Home, Printing, Recovered, Result, Standing, TakeCard
from offline_cache.clock import SystemClock, read_stamp
from offline_cache.database import Database
from offline_cache.outbox.print_jobs import PrintState
from offline_cache.outbox.queue import Queue
from printers.receipt.emulator import Dots
from printers.receipt.layout import draw_receipt
from tests.citizen import Citizen, go_to_card, hand_in
from tests.faults.killed_engine import PRINTED
from tests.visits.printing import Jobs, Technician, jobs, printing_stage, start_engine

PERSON = CHEN_GUIYING
STANDINGS: tuple[Standing, ...] = ("registered", "delivered", "accepted")
WHOLE, TORN = 600, 400
"""Dot rows: a receipt has more than so many, what hangs out of a job that was cut off less."""
UNKNOWN = [(PrintState.UNKNOWN, False)]


@dataclass(frozen=True)
class Cut:
    """A moment at which the power goes, and what is true behind it."""

    name: str
    at: Callable[[Stage, Citizen], None]
    """Leads up to it from the page of the result."""
    books: Jobs
    """As the cut leaves them."""
    again: Jobs
    """As the next start finds them."""
    papers: int
    """That came out before it."""
    engine: tuple[str, ...] = ()
    """One that is cut off by itself."""

    def __str__(self) -> str:
        return self.name


def at_the_result(stage: Stage, _: Citizen) -> None:
    stage.process("engine").kill()


def after_a_band(stage: Stage, citizen: Citizen) -> None:
    stage.printer.after(5_000, stage.process("engine").kill)
    citizen.press("PRINT")


def by_itself(_: Stage, citizen: Citizen) -> None:
    citizen.press("PRINT")


CUTS = (
    Cut(
        "between commit and print",
        at_the_result,
        books=[(PrintState.PENDING, False)],
        again=[(PrintState.PENDING, False)],
        papers=0,
    ),
    Cut("in mid-job", after_a_band, books=[(PrintState.PRINTING, False)], again=UNKNOWN, papers=0),
    Cut(
        "between print and mark",
        by_itself,
        books=[(PrintState.PRINTING, False)],
        again=UNKNOWN,
        papers=1,
        engine=(sys.executable, "-m", "tests.faults.killed_engine", PRINTED),
    ),
)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("cut", CUTS, ids=str)
def test_the_next_screen_tells_what_is_true_and_the_slip_names_nobody(cut: Cut, tmp_path: Path) -> None:
    """Whoever comes in then may be anybody: a number, a state, and a slip that says 补打 where one may be out."""
    with printing_stage(tmp_path) as stage:
        number = cut_off(stage, cut)
        assert jobs(stage) == cut.books
        technician = Technician(stage)
        assert technician.receipts(number) == [(state.value, reprint) for state, reprint in cut.books]
        assert [len(paper) > WHOLE for paper in stage.printer.papers] == [True] * cut.papers

        start_engine(stage)
        citizen = Citizen(stage.places.socket)
        told = citizen.expect(Recovered, lambda page: page.can_print and page.state != "registered")
        assert (told.kept, told.number) == (True, number)
        assert jobs(stage) == cut.again
        assert technician.receipts(number) == [(state.value, reprint) for state, reprint in cut.again]
        before = len(stage.printer.papers)
        citizen.press("PRINT")
        assert citizen.expect(Printing, lambda page: page.state != "printing").state == "out"
        citizen.press("TAKEN")
        citizen.expect(Home)
        assert all(secret not in repr(citizen.pages) for secret in (PERSON.name, PERSON.number, PERSON.name[0] + "**"))
        citizen.close()

        reprint = cut.again == UNKNOWN
        assert jobs(stage) == [*([(PrintState.FAILED, False)] if reprint else []), (PrintState.PRINTED, reprint)]
        *torn, slip = stage.printer.papers[before:]
        assert is_bare(stage, slip, reprint=reprint), "whole, and about nobody"
        assert all(len(paper) < TORN for paper in (*torn, *stage.printer.papers[cut.papers : before]))
        technician.reads("receipt_printer", "good", "online")
        assert count_transactions(stage.platform.database) == 1, "and nothing was done twice"
        assert stage.printer.faults == []


def cut_off(stage: Stage, cut: Cut) -> str:
    """Play a visit by card up to where the power goes; return the number that was on the screen."""
    if cut.engine:
        stage.start_engine(*cut.engine)
    else:
        start_engine(stage)
    engine = stage.process("engine")
    citizen = Citizen(stage.places.socket)
    citizen.expect(Home, lambda page: not page.notices)
    go_to_card(citizen)
    stage.reader.insert(PERSON)
    citizen.expect(TakeCard)
    stage.reader.lift()
    kind = citizen.expect(Choice)
    citizen.press("CHOOSE", kind.options[0].value)
    hand_in(citizen, "村口的路灯不亮", "村口")
    number = citizen.expect(Result, lambda page: page.outcome != "registered").number
    cut.at(stage, citizen)
    assert engine.wait(30) == -signal.SIGKILL
    citizen.close()
    return number


def is_bare(stage: Stage, paper: Dots, *, reprint: bool) -> bool:
    """Return whether a paper is, dot for dot, the last case's slip without its person."""
    database = Database(stage.places.state / STORE)
    try:
        queue = Queue(database, SystemClock())
        (transaction,) = queue.listed(limit=10)
        slip = msgspec.json.decode(queue.print_jobs.of(transaction.key)[0].slip, type=Slip)
    finally:
        database.close()
    (pack,) = (pack for pack in load_packs(asset("services")) if pack.id == transaction.service)
    drawn = (
        draw_receipt(
            receipt(
                pack,
                load_terminal(stage.terminal_file),
                number=transaction.number,
                standing=standing,
                platform_number=transaction.platform_number or "",
                registered_at=read_stamp(slip.registered_at),
                language="hans",
                answers=None,
                reprint=reprint,
                demo=True,
            ),
            576,
        ).dots()
        for standing in STANDINGS
    )
    return any(paper.shape == one.shape and bool((paper == one).all()) for one in drawn)
