# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody brings a printed certificate and asks whether it is genuine, at a whole terminal."""

from __future__ import annotations

import base64
import secrets
import uuid
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from zipfile import ZipFile

import cv2
import numpy as np
import pytest
import zxingcpp
from sqlalchemy import update

from drivers.id_reader.invented import LIN_ZHIYUAN
from kiosk.demo.stage import Stage
from kiosk.failures import Failures
from kiosk.province.documents import CertificateKind, CertificateRequest, IdentifiedPerson, SealedDocument
from kiosk.province.reference.documents import documents, issue, revoke
from kiosk.province.reference.running import system_time
from kiosk.province.verification_code import in_fours, new_code, payload
from kiosk.visit.screens import Home, NumberEntry, Problem, Verified
from tests.citizen import Citizen, S, visit


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Stage(tmp_path_factory.mktemp("stage")) as stage:
        stage.start_engine()
        yield stage


@pytest.fixture
def citizen(stage: Stage) -> Iterator[Citizen]:
    """Stands in front of the page that asks for the code."""
    with visit(stage.places.socket) as citizen:
        citizen.expect(
            Home, lambda page: {tile.service: tile.why_not for tile in page.tiles}["verify-document"] is None
        )
        citizen.press("OPEN", "verify-document")
        citizen.expect(NumberEntry)
        yield citizen


@pytest.fixture
def paper(stage: Stage) -> SealedDocument:
    """A certificate that the platform has issued."""
    person = IdentifiedPerson(name=LIN_ZHIYUAN.name, id_type="111", id_number=LIN_ZHIYUAN.number, how="card")
    request = CertificateRequest(
        key=str(uuid.uuid4()), kind=CertificateKind.NO_CRIMINAL_RECORD, person=person, purpose="求职"
    )
    platform = stage.platform
    return issue(
        platform.database,
        platform.authority,
        request,
        terminal="4452-0137",
        below=secrets.randbelow,
        at=system_time(),
    )


def test_a_genuine_one_is_shown_to_compare_with(citizen: Citizen, paper: SealedDocument) -> None:
    citizen.press("ENTER", in_fours(paper.code))
    page = citizen.expect(Verified)
    assert page.verdict == "genuine"
    assert page.number == in_fours(paper.code)
    assert page.title is not None
    assert page.title.hans == "无犯罪记录证明"
    kind, _, data = page.page.partition(",")
    assert kind == "data:image/png;base64"
    picture = cv2.imdecode(np.frombuffer(base64.b64decode(data), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    assert [code.text.partition("#")[2] for code in zxingcpp.read_barcodes(picture)] == [paper.code]
    citizen.press("AGAIN")
    assert citizen.expect(NumberEntry).value == ""


def test_its_code_is_scanned(citizen: Citizen, stage: Stage, paper: SealedDocument) -> None:
    citizen.expect(NumberEntry, lambda page: page.scan)
    wrong = shown(stage, citizen, (f"4452013760491200018{digit}" for digit in range(10)), NumberEntry)
    assert wrong.problem == Failures.DOCUMENT_CODE_OTHER.words
    codes = (payload(f"https://zwfw.example/{time}", paper.code) for time in range(10))
    assert shown(stage, citizen, codes, Verified).verdict == "genuine"


def shown(stage: Stage, citizen: Citizen, codes: Iterator[str], page: type[S]) -> S:
    """Show codes until one leads to a page, as people show theirs again; each is another, none is left lying."""
    for code in codes:
        stage.devices["scanner"].do(f"show {code}")
        with suppress(AssertionError):
            return citizen.expect(page, lambda page: getattr(page, "problem", True) is not None, within=5)
    raise AssertionError("no code was read")


def test_a_revoked_one_is_called_revoked(citizen: Citizen, stage: Stage, paper: SealedDocument) -> None:
    revoke(stage.platform.database, paper.code, at=system_time())
    citizen.press("ENTER", paper.code)
    page = citizen.expect(Verified)
    assert page.verdict == "revoked"
    assert page.revoked
    assert page.page


def test_a_tampered_one_is_called_tampered_and_not_shown(citizen: Citizen, stage: Stage, paper: SealedDocument) -> None:
    broken = bytearray(paper.pdf)
    broken[2000] ^= 1
    with stage.platform.database.begin() as connection:
        connection.execute(update(documents).where(documents.c.code == paper.code).values(pdf=bytes(broken)))
    citizen.press("ENTER", paper.code)
    page = citizen.expect(Verified)
    assert (page.verdict, page.page, page.title) == ("tampered", "", None)


def test_an_ofd_is_sent_to_the_counter(citizen: Citizen, stage: Stage, paper: SealedDocument) -> None:
    container = BytesIO()
    with ZipFile(container, "w") as file:
        file.writestr("OFD.xml", "<ofd:OFD/>")
    with stage.platform.database.begin() as connection:
        row = update(documents).where(documents.c.code == paper.code)
        connection.execute(row.values(pdf=container.getvalue()))
    citizen.press("ENTER", paper.code)
    problem = citizen.expect(Problem)
    assert problem.code == Failures.AT_THE_COUNTER.code
    assert "窗口" in problem.title.hans
    citizen.press("LEAVE")


def test_an_unknown_and_a_mistyped_code_are_told_apart(citizen: Citizen) -> None:
    code = new_code(secrets.randbelow)
    citizen.press("ENTER", code[:-1] + str((int(code[-1]) + 1) % 10))
    entry = citizen.expect(NumberEntry, lambda page: page.problem is not None)
    assert entry.problem == Failures.DOCUMENT_CODE_WRONG.words
    citizen.press("ENTER", code)
    assert citizen.expect(Verified).verdict == "unknown"
    citizen.press("DONE")


def test_without_a_link_nothing_is_said_of_it(citizen: Citizen, stage: Stage, paper: SealedDocument) -> None:
    stage.platform.stop()
    try:
        citizen.press("ENTER", paper.code)
        problem = citizen.expect(Problem)
        assert problem.code == Failures.LINK_DOWN.code
        assert "RETRY" in problem.actions
    finally:
        stage.platform.start()
    citizen.press("RETRY")
    citizen.expect(NumberEntry)
    citizen.press("ENTER", paper.code)
    assert citizen.expect(Verified).verdict == "genuine"
