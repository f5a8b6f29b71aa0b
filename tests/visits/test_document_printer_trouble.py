# SPDX-License-Identifier: GPL-3.0-or-later
"""A document printer in trouble while somebody waits for a certificate: the visit goes on, and the job is taken back.

If these fail, somebody stands before a page that prints for ever, or the next one gets a stranger's certificate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import pytest

from drivers.id_reader.invented import CHEN_GUIYING
from kiosk.demo.stage import Stage
from kiosk.failures import Failures
from kiosk.visit.intents import Action
from kiosk.visit.screens import (
    CertificateReady,
    Consent,
    End,
    Guide,
    Home,
    PlaceCard,
    PrintingDocument,
)
from printers.document.emulator import Emulator
from tests.citizen import Citizen, visit
from tests.visits.printing import Technician, printing_stage, start_engine, until, way

SERVICE = "insurance-record"


Page: TypeAlias = tuple[str, Failures | None, Action | None]


@dataclass(frozen=True)
class Trouble:
    """One way to fail; the fault is the line of the table in docs/printers.md."""

    fault: str
    pages: tuple[Page, ...]
    """What follows 正在打印, each time, and what the citizen presses there; None: whoever comes next presses 打印."""
    told: tuple[str, ...]
    """Words of what `kiosk doctor` finds and advises."""
    before: Callable[[Emulator], None] = lambda _: None
    """Goes wrong before the job."""
    during: Callable[[Emulator], None] | None = None
    """Goes wrong while the printer has the job and nothing is out yet."""
    sheets: int = 0

    def __str__(self) -> str:
        return self.fault.replace(" ", "-")


BAD: Page = ("trouble", Failures.DOCUMENT_PRINTER_TROUBLE, None)
EMPTY: Page = ("paper_out", Failures.DOCUMENT_PAPER_OUT, None)
OUT: Page = ("out", None, "TAKEN")
DOUBTFUL: Page = ("unknown", Failures.PAPER_UNKNOWN, "NOT_OUT")

TROUBLES = (
    Trouble("no printer", (BAD,), ("absent", "cable and the power"), before=Emulator.unplug),
    Trouble("cover open", (BAD,), ("cover_open", "the cover"), before=lambda it: it.begin("cover-open")),
    Trouble("paper out before", (EMPTY,), ("paper_out", "the paper"), before=Emulator.paper_out),
    Trouble("paper out in mid-job", (EMPTY,), ("paper_out", "the paper"), during=Emulator.paper_out),
    Trouble("jam in mid-job", (BAD,), ("paper_jam", "the paper"), during=lambda it: it.begin("media-jam")),
    Trouble("silent", (BAD,), ("silent", "off and on"), before=Emulator.fall_silent),
    Trouble("silent in mid-job", (DOUBTFUL, BAD), ("silent", "off and on"), during=Emulator.fall_silent),
    Trouble("unplugged in mid-job", (DOUBTFUL, BAD), ("absent", "cable and the power"), during=Emulator.unplug),
    Trouble("hangs up in mid-job", (OUT,), ("good", "online"), Emulator.lose_next_answer, Emulator.warm_up, sheets=1),
)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with printing_stage(tmp_path_factory.mktemp("stage")) as stage:
        start_engine(stage)
        yield stage
        assert stage.document_printer.faults == []


def possible(page: Home) -> bool:
    return all(tile.why_not is None for tile in page.tiles if tile.service == SERVICE)


@pytest.fixture(scope="module")
def anybody(stage: Stage) -> Iterator[Citizen]:
    with visit(stage.places.socket) as citizen:
        yield citizen


@pytest.fixture
def citizen(stage: Stage, anybody: Citizen) -> Citizen:
    """Stands before a certificate, or before the page that the last trouble has left: 打印 is on both."""
    if not offered(anybody):
        ask_for_it(stage, anybody)
    anybody.pages.clear()
    return anybody


def offered(citizen: Citizen) -> bool:
    page = citizen.show and citizen.show.screen
    return isinstance(page, PrintingDocument) and page.state in {"trouble", "paper_out"}


def ask_for_it(stage: Stage, citizen: Citizen) -> None:
    citizen.expect(Home, possible)
    citizen.press("OPEN", SERVICE)
    citizen.expect(Guide)
    citizen.press("START")
    citizen.expect(Consent)
    citizen.press("AGREE")
    citizen.expect(PlaceCard)
    stage.reader.insert(CHEN_GUIYING)
    citizen.expect(CertificateReady)
    stage.reader.lift()


@pytest.mark.parametrize("trouble", TROUBLES, ids=str)
def test_the_visit_goes_on(stage: Stage, citizen: Citizen, trouble: Trouble) -> None:
    """The pages in their order, what the technician reads, and a printer that holds nothing behind it."""
    printer = stage.document_printer
    sheets, jobs = len(printer.sheets), printer.handed_over
    if trouble.during is not None:
        printer.grow_cold()
    trouble.before(printer)
    citizen.press("PRINT")
    if trouble.during is not None:
        assert printer.wait(lambda it: it.handed_over > jobs and it.waiting == 1)
        trouble.during(printer)
    for state, failure, press in trouble.pages:
        citizen.expect(PrintingDocument, lambda page: page.state == "printing")
        page = citizen.expect(PrintingDocument, lambda page: page.state != "printing")
        assert (page.state, page.code) == (state, failure.code if failure else "")
        if press is not None:
            citizen.press(press)
    Technician(stage).reads("document_printer", *trouble.told)
    assert way(citizen) == [f"PrintingDocument {at}" for state, *_ in trouble.pages for at in ("printing", state)]

    printer.plug()
    stage.devices["document_printer"].do("heal")
    until(lambda: printer.waiting == 0)
    printer.warm_up()
    Technician(stage).reads("document_printer", "good", "online")
    assert len(printer.sheets) - sheets == trouble.sheets, "nothing of it comes out by itself"
    if not offered(citizen):
        citizen.expect(End)
        citizen.press("AGAIN")
        citizen.expect(Home, possible)
