# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole visits through the drawn screen, as `kiosk demo --visit` plays them: the promise of the README, kept or not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import zxingcpp
from PySide6.QtGui import QGuiApplication, QImage

from assets import asset
from drivers.id_reader.invented import CHEN_GUIYING
from kiosk.demo.visits import VISITS
from kiosk.places import Places
from kiosk.receipt import receipt
from kiosk.services.loader import load_pack
from kiosk.terminal import load_terminal
from kiosk.visit.answers import Answers, Applicant
from offline_cache.clock import read_stamp
from printers.receipt.layout import draw_receipt
from printers.receipt.slip import Banner

FORMS = {"portrait": (1080, 1920), "landscape": (1920, 1080), "small": (1366, 768)}


def demo(out: Path, *options: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "kiosk", "demo", "--out", str(out), "--json", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stderr
    proof: dict[str, Any] = json.loads((out / "visit.json").read_text(encoding="utf-8"))
    assert json.loads(done.stdout) == proof
    for log in ("engine.log", "ui.log"):
        assert quiet((out / log).read_text(encoding="utf-8")), f"{log} complains"
    return proof


QTS_OWN = (
    # Qt's list of candidates, when it is filled anew while it still makes items for the old ones.
    "DelegateModel::cancel: index out range",
    # Pinyin, on its first use in a fresh home.
    "creating directory for user dictionary",
)
"""What Qt says of itself; anything else in a log is ours to mend."""


def quiet(log: str) -> bool:
    """Whether nobody complains; that something was sent is no complaint."""
    expected = (*QTS_OWN, " INFO offline_cache.send_events: ")
    return [line for line in log.splitlines() if not any(known in line for known in expected)] == []


def paper(picture: Path) -> npt.NDArray[np.bool_]:
    """Return the dots of the printed strip, without the white of the roll beside and around it."""
    image = QImage(str(picture)).convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(bytes(image.constBits()), np.uint8).reshape(image.height(), image.bytesPerLine())
    dots = rows[:, : image.width()] < 128
    return dots[np.ix_(dots.any(axis=1), dots.any(axis=0))]


def test_report_reaches_the_platform_and_leaves_pictures_receipt_and_proof(tmp_path: Path) -> None:
    """Who tries the project first would see that it does not do what it says."""
    out = tmp_path / "a folder, 中文 and a name so long that no socket's address could hold it" / ("x" * 60)
    proof = demo(out, "--visit", "report-12345")
    assert proof["state"] == "settled"
    assert proof["platform"]["state"] == "settled"
    assert proof["acceptance"]["signature"]
    assert proof["platform"]["key"] in proof["acceptance"]["signed"]
    assert proof["platform"]["arrivals"] == 1
    assert proof["transactions_at_platform"] == 1
    number = proof["number"].replace(" ", "")
    assert proof["platform"]["number"] == number
    assert proof["platform"]["platform_number"]
    pictures = [QImage(str(path)) for path in sorted((out / "screens").glob("*.png"))]
    assert len(pictures) >= 8
    assert all((picture.width(), picture.height()) == FORMS["portrait"] for picture in pictures)
    assert [step["page"] for step in proof["steps"]][:4] == ["Home", "Guide", "Consent", "PlaceCard"]
    assert all(step["seconds"] > 0 for step in proof["steps"])
    strip = (~paper(out / "receipt.png")).astype(np.uint8) * 255
    (code,) = zxingcpp.read_barcodes(np.pad(strip, 40, constant_values=255))
    assert code.text == number


def test_outage_says_registered_on_paper_and_settles_once_afterwards(tmp_path: Path, qapp: QGuiApplication) -> None:
    """A paper that says 已受理 while nothing was sent is a lie that somebody relies on."""
    proof = demo(tmp_path / "out", "--visit", "report-12345", "--outage")
    assert proof["at_end_of_visit"] == "已登记，待上传"
    assert proof["state"] == "settled"
    assert proof["transactions_at_platform"] == 1
    places = Places.of(tmp_path / "out" / "terminal")
    expected = receipt(
        load_pack(asset("services", "10-report-12345.yaml")),
        load_terminal(places.config / "terminal.toml"),
        number=proof["number"].replace(" ", ""),
        standing="registered",
        platform_number="",
        registered_at=read_stamp(proof["registered_at"]),
        language="hans",
        answers=Answers(
            how="card",
            applicant=Applicant(name=CHEN_GUIYING.name, id_number=CHEN_GUIYING.number, id_type="111", how="card"),
            values={"kind": "help", "text": "", "place": "", "phone": ""},
        ),
        reprint=False,
        demo=True,
    )
    assert Banner("已登记，待上传") in expected.parts
    drawn = draw_receipt(expected, 576).dots()
    assert np.array_equal(paper(tmp_path / "out" / "receipt.png"), drawn[np.ix_(drawn.any(axis=1), drawn.any(axis=0))])


@pytest.mark.long
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("visit", [visit.name for visit in VISITS])
def test_every_visit_in_every_form(tmp_path: Path, visit: str, form: str) -> None:
    """A terminal with another screen would stop at a page whose answer is out of reach."""
    proof = demo(tmp_path / "out", "--visit", visit, "--form", form)
    assert proof["state"] in {"settled", "printed"}


def test_case_progress_is_told_by_the_number_on_the_receipt(tmp_path: Path) -> None:
    """The number on the paper would be good for nothing."""
    proof = demo(tmp_path / "out", "--visit", "case-progress", "--form", "landscape")
    assert [step["page"] for step in proof["steps"]][-1] == "CaseStatus"


def test_a_certificate_is_printed_and_verified_by_its_own_code(tmp_path: Path) -> None:
    """The sheet in the hand would be another one than the platform has sealed."""
    proof = demo(tmp_path / "out", "--visit", "insurance-record", "--form", "landscape")
    assert proof["documents"] == 1
    assert [step["page"] for step in proof["steps"]][-1] == "Verified"
    pdf = (tmp_path / "out" / "documents" / "1.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-1.7")
    assert b"/ETSI.CAdES.detached" in pdf
    assert QImage(str(tmp_path / "out" / "documents" / "sheet-1.png")).height() > 1200


def test_folder_that_is_not_a_demos_is_left_alone(tmp_path: Path) -> None:
    """A slip with --out would delete somebody's files."""
    (tmp_path / "thesis.txt").write_text("ten years of work", encoding="utf-8")
    command = [sys.executable, "-m", "kiosk", "demo", "--visit", "report-12345", "--out", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "holds something that is not from a demo" in done.stderr
    assert (tmp_path / "thesis.txt").exists()


def test_visit_that_does_not_exist_is_answered_with_those_that_do() -> None:
    """A typing mistake would be met with a traceback."""
    command = [sys.executable, "-m", "kiosk", "demo", "--visit", "repot"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "report-12345" in done.stderr
    assert "Traceback" not in done.stderr
