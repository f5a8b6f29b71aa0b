# SPDX-License-Identifier: GPL-3.0-or-later
"""The paper ran out at the end of somebody's visit: they get it later with the same card, and nobody else sees of it.

If these fail, a villager has fetched a new roll for nothing, or the next one reads what the last one came for.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from drivers.id_reader.invented import CHEN_GUIYING, LIN_ZHIYUAN, InventedCard
from kiosk.demo.stage import Stage
from kiosk.store import STORE
from kiosk.visit.screens import (
    Choice,
    End,
    GoOn,
    Home,
    KeptPaper,
    Printing,
    Rate,
    Result,
    StillThere,
    TakeCard,
)
from offline_cache.clock import SystemClock
from offline_cache.database import Database
from offline_cache.outbox.print_jobs import PrintState
from offline_cache.outbox.queue import Queue
from tests.citizen import Citizen, go_to_card, hand_in, visit

MIDDAY = (sys.executable, "-m", "tests.visits.midday_engine")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Stage(tmp_path_factory.mktemp("stage")) as stage:
        stage.start_engine(*MIDDAY)
        yield stage
        assert stage.printer.faults == []


@pytest.fixture
def citizen(stage: Stage) -> Iterator[Citizen]:
    with visit(stage.places.socket) as citizen:
        citizen.expect(Home, lambda page: not page.notices)
        yield citizen
        stage.reader.lift()
        stage.devices["receipt_printer"].do("heal")
        stage.devices["presence"].do("come")


def shows_card(stage: Stage, citizen: Citizen, person: InventedCard) -> None:
    """Open 反映问题 and show a card; the page after it is next."""
    go_to_card(citizen)
    stage.reader.insert(person)
    citizen.expect(TakeCard)
    stage.reader.lift()


def report(citizen: Citizen) -> None:
    kind = citizen.expect(Choice)
    citizen.press("CHOOSE", kind.options[0].value)
    hand_in(citizen, "路灯不亮", "村口")


def goes_without(stage: Stage, citizen: Citizen, person: InventedCard = LIN_ZHIYUAN) -> str:
    """Report something, find that there is no paper, and go on; return the number."""
    shows_card(stage, citizen, person)
    report(citizen)
    number = citizen.expect(Result, lambda page: page.can_print).number
    stage.devices["receipt_printer"].do("paper-out")
    citizen.press("PRINT")
    page = citizen.expect(Printing, lambda page: page.state == "paper_out")
    assert page.kept_until
    return number


def to_the_end(citizen: Citizen) -> str:
    """Go home without paper; return until when the last page says that one is kept."""
    citizen.press("NO_PRINT")
    citizen.expect(Rate)
    citizen.press("SKIP")
    told = citizen.expect(End).kept_until
    citizen.press("AGAIN")
    citizen.expect(Home)
    return told


def new_roll(stage: Stage, citizen: Citizen) -> None:
    stage.devices["receipt_printer"].do("load")
    citizen.expect(Home, lambda page: not page.notices)


def jobs(stage: Stage, number: str) -> list[tuple[PrintState, bool]]:
    database = Database(stage.places.state / STORE)
    try:
        queue = Queue(database, SystemClock())
        case = queue.get(number.replace(" ", ""))
        assert case is not None
        return [(job.state, job.reprint) for job in queue.print_jobs.of(case.key)]
    finally:
        database.close()


def is_not_asked(stage: Stage, citizen: Citizen, person: InventedCard) -> None:
    """Show a card, see that the service goes on as if there were nothing, and leave."""
    citizen.pages.clear()
    shows_card(stage, citizen, person)
    citizen.expect(Choice)
    assert not any(isinstance(page, KeptPaper) for page in citizen.pages)
    citizen.leave()


def test_it_waits_for_its_owner_and_for_nobody_else(stage: Stage, citizen: Citizen) -> None:
    """With the next visitor between, who sees nothing; then the owner gets it, marked as a second copy."""
    number = goes_without(stage, citizen)
    assert to_the_end(citizen), "it must not say that everything is wiped"
    new_roll(stage, citizen)
    before = len(stage.printer.papers)
    is_not_asked(stage, citizen, CHEN_GUIYING)

    shows_card(stage, citizen, LIN_ZHIYUAN)
    page = citizen.expect(KeptPaper)
    assert (page.what, page.number, page.doubtful) == ("receipt", number, False)
    citizen.press("PRINT")
    citizen.expect(Printing, lambda page: page.state == "out")
    assert len(stage.printer.papers) == before + 1
    citizen.press("TAKEN")
    citizen.expect(GoOn)
    citizen.press("DONE")
    citizen.expect(Home)
    assert jobs(stage, number) == [(PrintState.FAILED, False), (PrintState.PRINTED, True)]


@pytest.mark.parametrize("ends_it", [True, pytest.param(False, marks=pytest.mark.long)], ids=["pressed", "idle"])
def test_who_went_away_before_the_empty_printer_gets_it_too(stage: Stage, citizen: Citizen, ends_it: bool) -> None:
    """They ran for a new roll; somebody behind them pressed 结束, or the page went home by itself."""
    goes_without(stage, citizen)
    stage.devices["presence"].do("go")
    citizen.expect(StillThere)
    if ends_it:
        citizen.press("LEAVE")
    citizen.expect(Home)
    stage.devices["presence"].do("come")
    new_roll(stage, citizen)
    shows_card(stage, citizen, LIN_ZHIYUAN)
    citizen.expect(KeptPaper)
    citizen.press("NO_PRINT")
    report(citizen)
    citizen.expect(Result, lambda page: page.can_print)
    assert to_the_end(citizen) == "", "neither of the two papers was wanted"


def test_after_a_power_cut_nothing_of_it_is_left(stage: Stage, citizen: Citizen) -> None:
    """What is kept lies in memory only: it must not be on the disk that somebody carries away.

    The roll was empty from the start, so that nobody could say that they wanted a receipt: it waits all the same.
    """
    stage.devices["receipt_printer"].do("paper-out")
    citizen.expect(Home, lambda page: bool(page.notices))
    shows_card(stage, citizen, LIN_ZHIYUAN)
    report(citizen)
    told = citizen.expect(Result, lambda page: not page.can_print)
    assert told.kept_until
    assert to_the_end(citizen), "it must not say that everything is wiped"
    stage.process("engine").kill()
    stage.end("engine")
    stage.start_engine(*MIDDAY)
    with visit(stage.places.socket) as later:
        new_roll(stage, later)
        is_not_asked(stage, later, LIN_ZHIYUAN)
    assert jobs(stage, told.number) == [(PrintState.PENDING, False)]
