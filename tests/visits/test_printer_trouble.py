# SPDX-License-Identifier: GPL-3.0-or-later
"""A receipt printer in trouble at the end of a visit: the case is safe, its number on the page, the books are true.

If these fail, somebody stands before a dead page after all was done, holds a paper for nothing, or finds a stranger's.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.demo.stage import Stage
from kiosk.failures import Failures
from kiosk.store import STORE
from kiosk.visit.screens import End, Home, Printing, Rate, Result
from offline_cache.clock import SystemClock
from offline_cache.database import Database
from offline_cache.outbox.print_jobs import PrintState
from offline_cache.outbox.queue import Queue
from tests.citizen import Citizen, tip_off, visit


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Stage(tmp_path_factory.mktemp("stage")) as stage:
        stage.start_engine()
        yield stage
        assert stage.printer.faults == []


@pytest.fixture
def citizen(stage: Stage) -> Iterator[Citizen]:
    """Has handed in a report and stands before what has become of it."""
    with visit(stage.places.socket) as citizen:
        citizen.expect(Home, lambda page: not page.notices)
        tip_off(citizen)
        page = citizen.expect(Result, lambda page: page.can_print)
        assert page.number
        yield citizen
        stage.devices["receipt_printer"].do("heal")
        stage.printer.plug()


def jobs(stage: Stage) -> list[tuple[PrintState, bool]]:
    """The print jobs of the last case, as the books have them."""
    database = Database(stage.places.state / STORE)
    try:
        queue = Queue(database, SystemClock())
        last = max(queue.listed(limit=100), key=lambda transaction: transaction.number)
        return [(job.state, job.reprint) for job in queue.print_jobs.of(last.key)]
    finally:
        database.close()


def answer(citizen: Citizen, state: str) -> Printing:
    page = citizen.expect(Printing, lambda page: page.state == state)
    assert page.number
    return page


def goes_home(citizen: Citizen) -> None:
    citizen.expect(Rate)
    citizen.press("SKIP")
    citizen.expect(End)
    citizen.press("AGAIN")
    citizen.expect(Home)


@pytest.mark.parametrize(
    ("trouble", "state", "failure"),
    [
        ("open", "trouble", Failures.PRINTER_TROUBLE),
        ("paper-out", "paper_out", Failures.PAPER_OUT),
        ("silence on", "trouble", Failures.PRINTER_TROUBLE),
        ("garbage", "trouble", Failures.PRINTER_TROUBLE),
        ("unplug", "trouble", Failures.PRINTER_TROUBLE),
    ],
)
def test_before_anything_was_printed(
    stage: Stage, citizen: Citizen, trouble: str, state: str, failure: Failures
) -> None:
    """Nothing is sent, the page says what is wrong, and who wants no paper goes on."""
    stage.devices["receipt_printer"].do(trouble)
    papers = len(stage.printer.papers)
    citizen.press("PRINT")
    assert answer(citizen, state).code == failure.code
    citizen.press("NO_PRINT")
    goes_home(citizen)
    assert jobs(stage) == [(PrintState.FAILED, False)]
    assert len(stage.printer.papers) == papers


def test_a_jammed_cutter_is_asked_about(stage: Stage, citizen: Citizen) -> None:
    """The paper is printed and hangs in the slot: only the person sees whether it can be taken."""
    stage.devices["receipt_printer"].do("jam")
    citizen.press("PRINT")
    assert answer(citizen, "unknown").code == Failures.PAPER_UNKNOWN.code
    citizen.press("TAKEN")
    goes_home(citizen)
    assert jobs(stage) == [(PrintState.PRINTED, False)]


def test_a_new_roll_in_the_same_visit_gives_the_whole_receipt_again(stage: Stage, citizen: Citizen) -> None:
    """The clerk hurries along with a roll; the person is still there, and so is what belongs on the paper."""
    stage.devices["receipt_printer"].do("paper-out 200")
    citizen.press("PRINT")
    assert answer(citizen, "unknown").code == Failures.PAPER_UNKNOWN.code
    citizen.press("NOT_OUT")
    assert answer(citizen, "paper_out").code == Failures.PAPER_OUT.code
    papers = len(stage.printer.papers)
    stage.devices["receipt_printer"].do("load")
    citizen.press("PRINT")
    answer(citizen, "out")
    assert len(stage.printer.papers) == papers + 1
    citizen.press("TAKEN")
    goes_home(citizen)
    assert jobs(stage)[0] == (PrintState.FAILED, False)
    assert jobs(stage)[-1] == (PrintState.PRINTED, True), "marked 补打"


def test_nothing_of_the_last_visit_comes_out_for_the_next(stage: Stage, citizen: Citizen) -> None:
    """The paper ends in the midst of a receipt, its owner goes home, and somebody changes the roll for the next one."""
    stage.devices["receipt_printer"].do("paper-out 300")
    papers = stage.printer.papers
    citizen.press("PRINT")
    answer(citizen, "unknown")
    citizen.press("TAKEN")
    goes_home(citizen)
    assert stage.printer.rows_waiting == 0, "the printer has forgotten the rest"
    stage.devices["receipt_printer"].do("load")
    citizen.expect(Home, lambda page: not page.notices)
    assert stage.printer.papers == papers
    tip_off(citizen)
    citizen.expect(Result, lambda page: page.can_print)
    citizen.press("PRINT")
    answer(citizen, "out")
    assert len(stage.printer.papers) == len(papers) + 1
    citizen.press("TAKEN")
    goes_home(citizen)
    assert jobs(stage) == [(PrintState.PRINTED, False)]
