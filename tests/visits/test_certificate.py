# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody comes for a certificate about themselves: seen on the screen, printed once, and nothing of it stays."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
import zxingcpp

from drivers.id_reader.invented import ALEXANDRA, CHEN_GUIYING, LIN_ZHIYUAN, InventedCard, InventedForeigner2017
from kiosk.demo.stage import Stage
from kiosk.failures import Failures
from kiosk.store import STORE
from kiosk.visit.screens import (
    CertificateReady,
    Consent,
    End,
    Guide,
    Home,
    KeptPaper,
    PlaceCard,
    PrintingDocument,
    Problem,
    Working,
)
from offline_cache.database import Database
from offline_cache.outbox.audit import AuditEntry, AuditEvent, read_entries
from tests.citizen import Citizen, visit

SERVICE = "insurance-record"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Stage(tmp_path_factory.mktemp("stage")) as stage:
        stage.start_engine(sys.executable, "-m", "tests.visits.midday_engine")
        yield stage


def possible(page: Home) -> bool:
    return all(tile.why_not is None for tile in page.tiles)


@pytest.fixture
def citizen(stage: Stage) -> Iterator[Citizen]:
    with visit(stage.places.socket) as citizen:
        citizen.expect(Home, possible)
        yield citizen
        stage.devices["document_printer"].do("heal")


def show_card(stage: Stage, citizen: Citizen, person: InventedCard | InventedForeigner2017) -> None:
    citizen.press("OPEN", SERVICE)
    citizen.expect(Guide)
    citizen.press("START")
    citizen.expect(Consent)
    citizen.press("AGREE")
    citizen.expect(PlaceCard)
    stage.reader.insert(person)


def ready(stage: Stage, citizen: Citizen, person: InventedCard = CHEN_GUIYING) -> CertificateReady:
    """Go on to the page that shows the certificate."""
    show_card(stage, citizen, person)
    page = citizen.expect(CertificateReady, within=30)
    stage.reader.lift()
    return page


def sheets(stage: Stage) -> list[str]:
    """Return the verification code on each sheet that has come out."""
    found = []
    for sheet in stage.document_printer.sheets:
        (code,) = zxingcpp.read_barcodes(sheet.picture)
        found.append(code.text.partition("#")[2])
    return found


def test_it_is_seen_and_printed(stage: Stage, citizen: Citizen) -> None:
    """People travel to town for one sheet of paper."""
    before = len(sheets(stage))
    page = ready(stage, citizen)
    assert page.title.hans == "社会保险个人参保证明"
    assert len(page.pages) == 1
    citizen.press("PRINT")
    citizen.expect(PrintingDocument, lambda page: page.state == "out", within=30)
    citizen.press("TAKEN")
    citizen.expect(End)
    citizen.expect(Home, within=30)
    (code,) = sheets(stage)[before:]
    assert len(code) == 20
    assert all(CHEN_GUIYING.number not in sheet.job for sheet in stage.document_printer.sheets)
    assert stage.document_printer.faults == []


def test_somebody_only_looks(stage: Stage, citizen: Citizen) -> None:
    """A sheet with a person's data would come out that nobody wanted."""
    before = len(sheets(stage))
    ready(stage, citizen, LIN_ZHIYUAN)
    citizen.press("NO_PRINT")
    citizen.expect(End)
    assert len(sheets(stage)) == before
    assert stage.document_printer.waiting == 0


def test_the_paper_is_used_up_and_filled(stage: Stage, citizen: Citizen) -> None:
    """The certificate would be gone, or come out for the next person."""
    before = len(sheets(stage))
    ready(stage, citizen)
    stage.devices["document_printer"].do("paper-out")
    citizen.press("PRINT")
    page = citizen.expect(PrintingDocument, lambda page: page.state != "printing", within=30)
    assert (page.state, page.code) == ("paper_out", Failures.DOCUMENT_PAPER_OUT.code)
    assert stage.document_printer.waiting == 0
    stage.devices["document_printer"].do("load")
    citizen.press("PRINT")
    citizen.expect(PrintingDocument, lambda page: page.state == "out", within=30)
    citizen.press("TAKEN")
    citizen.expect(End)
    assert len(sheets(stage)) == before + 1


def test_what_did_not_come_out_waits_for_who_shows_the_same_card(stage: Stage, citizen: Citizen) -> None:
    """The tray is filled after they have gone; the next person must not be offered somebody else's record."""
    before = len(sheets(stage))
    page = ready(stage, citizen)
    stage.devices["document_printer"].do("paper-out")
    citizen.press("PRINT")
    assert citizen.expect(PrintingDocument, lambda page: page.state == "paper_out", within=30).kept_until
    citizen.press("NO_PRINT")
    assert citizen.expect(End).kept_until
    citizen.press("AGAIN")
    stage.devices["document_printer"].do("load")
    citizen.expect(Home, possible, within=60)

    citizen.pages.clear()
    show_card(stage, citizen, LIN_ZHIYUAN)
    citizen.expect(Working)
    stage.reader.lift()
    citizen.leave()
    assert not any(isinstance(page, KeptPaper) for page in citizen.pages)

    show_card(stage, citizen, CHEN_GUIYING)
    offered = citizen.expect(KeptPaper)
    stage.reader.lift()
    assert (offered.what, offered.name) == ("certificate", page.title)
    citizen.press("PRINT")
    citizen.expect(PrintingDocument, lambda page: page.state == "out", within=30)
    citizen.press("TAKEN")
    assert citizen.expect(End).kept_until == "", "one is enough: no other one is made"
    assert len(sheets(stage)) == before + 1
    assert [entry.reason for entry in audited(stage) if entry.event == AuditEvent.REPRINT] == [SERVICE]


def audited(stage: Stage) -> list[AuditEntry]:
    database = Database(stage.places.state / STORE)
    try:
        return read_entries(database)
    finally:
        database.close()


def test_a_jammed_printer(stage: Stage, citizen: Citizen) -> None:
    """The page would say that it prints, for ever."""
    ready(stage, citizen)
    stage.devices["document_printer"].do("begin media-jam")
    citizen.press("PRINT")
    page = citizen.expect(PrintingDocument, lambda page: page.state != "printing", within=30)
    assert (page.state, page.code) == ("trouble", Failures.DOCUMENT_PRINTER_TROUBLE.code)
    citizen.press("NO_PRINT")
    citizen.expect(End)


def test_without_a_printer_it_is_not_offered(stage: Stage, citizen: Citizen) -> None:
    """People would show their card for a sheet that cannot come."""
    stage.devices["document_printer"].do("unplug")
    try:
        home = citizen.expect(Home, lambda page: not possible(page), within=60)
        closed = {tile.service: tile.why_not for tile in home.tiles if tile.why_not is not None}
        assert closed == {SERVICE: Failures.DOCUMENT_PRINTER_TROUBLE.value.title}
    finally:
        stage.devices["document_printer"].do("plug")
    citizen.expect(Home, possible, within=90)


def test_somebody_whose_record_is_kept_at_the_counter(stage: Stage, citizen: Citizen) -> None:
    """A foreigner would get the certificate of nobody, or a page without a way on."""
    show_card(stage, citizen, ALEXANDRA)
    page = citizen.expect(Problem, within=30)
    assert page.code == Failures.AT_THE_COUNTER.code
    stage.reader.lift()
    citizen.press("LEAVE")
