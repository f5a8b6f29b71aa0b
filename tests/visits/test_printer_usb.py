# SPDX-License-Identifier: GPL-3.0-or-later
"""A receipt printer on USB whose cable is pulled: absent at the start, pulled while idle, pulled in mid-job.

If these fail, a terminal whose printer came loose on the road serves nobody, or somebody waits for half a receipt.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk import home
from kiosk.demo.stage import Stage
from kiosk.failures import Failures
from kiosk.visit.screens import Home, Printing, Result
from offline_cache.outbox.print_jobs import PrintState
from tests.citizen import Citizen, tip_off, visit
from tests.visits.printing import Technician, before_the_result, goes_home, jobs, printing_stage, start_engine

GONE = ("receipt_printer", "absent at usb://0416:5011", "check the cable and the power")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The cable is out from before the start of the engine."""
    with printing_stage(tmp_path_factory.mktemp("stage"), port="usb://0416:5011") as stage:
        stage.printer.unplug()
        start_engine(stage, usb=True)
        yield stage
        assert stage.printer.faults == []


@pytest.fixture
def citizen(stage: Stage) -> Iterator[Citizen]:
    with visit(stage.places.socket) as citizen:
        yield citizen


def goes_without(stage: Stage, citizen: Citizen) -> None:
    """The menu says it before anyone starts, the result offers no paper, and the case is as good as any."""
    citizen.expect(Home, lambda page: page.notices == (home._NO_PAPER,))
    assert all(tile.why_not is None for tile in citizen.expect(Home).tiles if tile.service == "report-12345")
    tip_off(citizen)
    result = citizen.expect(Result, lambda page: page.outcome != "registered")
    assert (bool(result.number), result.can_print) == (True, False)
    citizen.pages.clear()
    citizen.press("NO_PRINT")
    assert goes_home(citizen) == ["Rate", "End", "Home"]
    assert jobs(stage) == [(PrintState.PENDING, False)], "nobody has tried"
    Technician(stage).reads(*GONE)


def prints(stage: Stage, citizen: Citizen) -> None:
    papers = len(stage.printer.papers)
    before_the_result(citizen)
    citizen.press("PRINT")
    citizen.expect(Printing, lambda page: page.state == "out")
    citizen.press("TAKEN")
    assert goes_home(citizen) == ["Printing printing", "Printing out", "Rate", "End", "Home"]
    assert jobs(stage) == [(PrintState.PRINTED, False)]
    assert len(stage.printer.papers) == papers + 1


def test_absent_at_the_start(stage: Stage, citizen: Citizen) -> None:
    """No restart is needed once the cable is in."""
    goes_without(stage, citizen)
    stage.printer.plug()
    prints(stage, citizen)
    Technician(stage).reads("receipt_printer", "online")


def test_pulled_while_idle(stage: Stage, citizen: Citizen) -> None:
    """As above, with somebody before the menu."""
    stage.printer.plug()
    citizen.expect(Home, lambda page: not page.notices)
    stage.printer.unplug()
    goes_without(stage, citizen)
    stage.printer.plug()
    prints(stage, citizen)


def test_pulled_in_mid_job(stage: Stage, citizen: Citizen) -> None:
    """Half a receipt hangs out. The person says so, and the next one's is whole."""
    stage.printer.plug()
    before_the_result(citizen)
    stage.printer.unplug_after(5_000)
    citizen.press("PRINT")
    page = citizen.expect(Printing, lambda page: page.state == "unknown")
    assert (bool(page.number), page.code) == (True, Failures.PAPER_UNKNOWN.code)
    assert jobs(stage) == [(PrintState.UNKNOWN, False)]
    Technician(stage).reads(*GONE)
    citizen.press("NOT_OUT")
    page = citizen.expect(Printing, lambda page: page.state == "trouble")
    assert page.code == Failures.PRINTER_TROUBLE.code
    citizen.press("NO_PRINT")
    tries = ["Printing printing", "Printing unknown", "Printing printing", "Printing trouble"]
    assert goes_home(citizen) == [*tries, "Rate", "End", "Home"]
    assert jobs(stage) == [(PrintState.FAILED, False), (PrintState.FAILED, True)]
    whole = len(stage.printer.papers)
    stage.printer.plug()
    citizen.expect(Home, lambda page: not page.notices)
    torn = stage.printer.papers[whole:]
    assert stage.printer.rows_waiting == 0
    assert sum(map(len, torn)) < 400, "what hung out is cut off, and is not the next one's"
    prints(stage, citizen)
