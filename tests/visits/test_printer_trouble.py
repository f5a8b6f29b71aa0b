# SPDX-License-Identifier: GPL-3.0-or-later
"""A receipt printer in trouble at the end of a visit: the case is safe, its number on the page, the books are true.

If these fail, somebody stands before a dead page after all was done, holds a paper for nothing, or finds a stranger's;
or nobody learns which part is to be brought.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.demo.stage import Stage
from kiosk.failures import Failures
from kiosk.visit.screens import Printing
from offline_cache.outbox.print_jobs import PrintState
from tests.citizen import Citizen, visit
from tests.visits.printing import Technician, before_the_result, goes_home, jobs, printing_stage, start_engine
from tests.visits.receipt_troubles import TROUBLES, Trouble


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with printing_stage(tmp_path_factory.mktemp("stage")) as stage:
        start_engine(stage)
        yield stage
        assert stage.printer.faults == []


@pytest.fixture
def citizen(stage: Stage) -> Iterator[Citizen]:
    """Has handed in a report and stands before what has become of it."""
    with visit(stage.places.socket) as citizen:
        before_the_result(citizen)
        yield citizen
        stage.devices["receipt_printer"].do("heal")
        stage.printer.plug()


def answer(citizen: Citizen, state: str, failure: Failures | None) -> str:
    """Wait for what has become of the paper, and return the number on that page."""
    citizen.expect(Printing, lambda page: page.state == "printing")
    page = citizen.expect(Printing, lambda page: page.state != "printing")
    assert (page.state, page.code) == (state, failure.code if failure else "")
    return page.number


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name)
def test_the_visit_goes_on(stage: Stage, citizen: Citizen, trouble: Trouble) -> None:
    """Each way to fail: the pages in their order, the books, the paper, and what the technician reads."""
    papers = len(stage.printer.papers)
    trouble.begins(stage.printer)
    citizen.press("PRINT")
    for page in trouble.pages:
        number = answer(citizen, page.state, page.failure)
        if page is trouble.pages[-1]:
            Technician(stage).reads("receipt_printer", *trouble.told)
        citizen.press(page.press)
    states = [f"Printing {state}" for page in trouble.pages for state in ("printing", page.state)]
    assert goes_home(citizen) == [*states, "Rate", "End", "Home"]
    assert [(job.value, reprint) for job, reprint in trouble.jobs] == Technician(stage).receipts(number)
    assert jobs(stage) == list(trouble.jobs)
    assert stage.printer.rows_waiting == 0, "nothing lies in the printer for the next one"
    assert len(stage.printer.papers) - papers == trouble.papers


def test_a_new_roll_in_the_same_visit_gives_the_whole_receipt_again(stage: Stage, citizen: Citizen) -> None:
    """The clerk hurries along with a roll; the person is still there, and so is what belongs on the paper."""
    stage.printer.paper_out(after_rows=200)
    citizen.press("PRINT")
    answer(citizen, "unknown", Failures.PAPER_UNKNOWN)
    citizen.press("NOT_OUT")
    answer(citizen, "paper_out", Failures.PAPER_OUT)
    papers = len(stage.printer.papers)
    stage.printer.load_paper()
    citizen.press("PRINT")
    answer(citizen, "out", None)
    assert len(stage.printer.papers) == papers + 1
    citizen.press("TAKEN")
    goes_home(citizen)
    assert jobs(stage)[0] == (PrintState.FAILED, False)
    assert jobs(stage)[-1] == (PrintState.PRINTED, True), "marked 补打"


def test_nothing_of_the_last_visit_comes_out_for_the_next(stage: Stage, citizen: Citizen) -> None:
    """The paper ends in the midst of a receipt, its owner goes home, and somebody changes the roll for the next one."""
    stage.printer.paper_out(after_rows=300)
    papers = stage.printer.papers
    citizen.press("PRINT")
    answer(citizen, "unknown", Failures.PAPER_UNKNOWN)
    citizen.press("TAKEN")
    goes_home(citizen)
    assert stage.printer.rows_waiting == 0, "the printer has forgotten the rest"
    stage.printer.load_paper()
    before_the_result(citizen)
    assert stage.printer.papers == papers
    citizen.press("PRINT")
    answer(citizen, "out", None)
    assert len(stage.printer.papers) == len(papers) + 1
    citizen.press("TAKEN")
    goes_home(citizen)
    assert jobs(stage) == [(PrintState.PRINTED, False)]
