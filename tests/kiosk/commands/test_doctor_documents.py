# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, people show their card for a certificate that this terminal then throws away, and nobody knows why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.__main__ import main
from kiosk.commands.doctor_documents import Seals, examine_documents
from kiosk.demo.stage import Stage
from kiosk.failures import Failures
from kiosk.province.reference.authority import open_authority
from tests.visits.printing import printing_stage

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
LIFE = timedelta(days=3650)
"""Of the reference platform's authority."""
CODE = Failures.DOCUMENT_UNCHECKED.code


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return open_authority(tmp_path_factory.mktemp("platform"), now=NOW).ca.certificate_pem


@pytest.fixture
def credentials(tmp_path: Path, authority: bytes) -> Path:
    (tmp_path / "documents.pem").write_bytes(authority)
    return tmp_path


def told(seals: Seals) -> tuple[str, bool, bool]:
    return seals.finding.verdict, seals.verifies, seals.certifies


def test_one_that_stands_is_told_with_its_end(credentials: Path) -> None:
    """What ends on a day that nobody knows of ends everywhere at once."""
    seals = examine_documents(credentials, NOW)
    assert told(seals) == ("good", True, True)
    assert str((NOW + LIFE).year) in seals.finding.found
    assert seals.finding.do == ""


def test_one_that_ends_soon_is_told_while_there_is_time(credentials: Path) -> None:
    """As above."""
    seals = examine_documents(credentials, NOW + LIFE - timedelta(days=20))
    assert told(seals) == ("degraded", True, True)
    assert "no later authority" in seals.finding.found
    assert "documents.pem" in seals.finding.do


def test_one_that_has_ended_bars_certificates_and_not_the_verification_of_older_ones(credentials: Path) -> None:
    """A clock that is years ahead looks the same, and is told of."""
    seals = examine_documents(credentials, NOW + LIFE + timedelta(days=1))
    assert told(seals) == ("degraded", True, False)
    assert seals.finding.found.startswith(f"{CODE}: ")
    assert seals.finding.found.endswith("not possible: insurance-record")
    assert "set the clock" in seals.finding.do


def no_file(file: Path) -> None:
    file.unlink()


def no_certificate(file: Path) -> None:
    file.write_bytes(b"-----BEGIN CERTIFICATE-----")


def no_file_but_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize("spoil", [no_file, no_certificate, no_file_but_a_folder])
def test_without_one_both_services_are_named(credentials: Path, spoil: Any) -> None:
    """Missing, unreadable, or something else of that name."""
    spoil(credentials / "documents.pem")
    seals = examine_documents(credentials, NOW)
    assert told(seals) == ("degraded", False, False)
    assert seals.finding.found.startswith(f"{CODE}: {credentials / 'documents.pem'}")
    assert seals.finding.found.endswith("not possible: verify-document, insurance-record")
    assert "documents.pem" in seals.finding.do


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with printing_stage(tmp_path) as stage:
        yield stage


def test_the_doctor_says_it_beside_what_is_possible(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """One examination, one truth."""
    (stage.places.config / "credentials" / "documents.pem").unlink()
    places = ["--terminal", str(stage.terminal_file), "--data", str(stage.places.state.parent)]
    status = main(["doctor", "--json", *places])
    found = {one["part"]: one for one in json.loads(capsys.readouterr().out)["findings"]}
    assert (status, found["documents"]["verdict"]) == (1, "degraded")
    assert f"not now: verify-document ({CODE}), insurance-record ({CODE})" in found["services"]["found"]
