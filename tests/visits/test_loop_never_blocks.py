# SPDX-License-Identifier: GPL-3.0-or-later
"""While the engine's loop waits inside a call, no touch is answered, no idle clock runs, no device is heard."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from drivers.id_reader.invented import CHEN_GUIYING
from kiosk.demo.stage import Stage
from kiosk.demo.visits import PHONE
from kiosk.visit.screens import (
    Choice,
    Consent,
    End,
    Guide,
    Home,
    NumberEntry,
    PlaceCard,
    PlaceEntry,
    Printing,
    Problem,
    Rate,
    Result,
    Review,
    Screen,
    TakeCard,
    TextEntry,
)
from tests.citizen import Citizen


def at_consent(stage: Stage, folder: Path, mistake: str, page: type[Screen] = Consent) -> tuple[Citizen, Path]:
    """Start a watched engine and go up to the step that may hold a mistake, and to the page that it shows."""
    report = folder / "found.txt"
    stage.start_engine(sys.executable, "-m", "tests.visits.watched_engine", str(report), mistake)
    citizen = Citizen(stage.places.socket)
    citizen.expect(Home)
    citizen.press("OPEN", "report-12345")
    citizen.expect(Guide)
    citizen.press("START")
    citizen.expect(page)
    return citizen, report


def test_a_whole_visit(tmp_path: Path) -> None:
    """With a reader that goes and comes, a card, the commit, its delivery, the paper, the rating and the wipe."""
    with Stage(tmp_path) as stage:
        citizen, report = at_consent(stage, tmp_path, "none")
        citizen.press("AGREE")
        citizen.expect(PlaceCard)
        stage.reader.unplug()
        citizen.expect(PlaceCard, lambda page: page.state == "reader_absent")
        stage.reader.plug()
        stage.reader.insert(CHEN_GUIYING)
        citizen.expect(TakeCard)
        kind = citizen.expect(Choice)
        citizen.press("CHOOSE", kind.options[0].value)
        citizen.expect(TextEntry)
        citizen.press("ENTER", "村口的路灯不亮，晚上很黑")
        citizen.expect(PlaceEntry)
        citizen.press("ENTER", "村口的桥下")
        citizen.expect(NumberEntry)
        citizen.press("ENTER", PHONE)
        citizen.expect(Review)
        citizen.press("SUBMIT")
        citizen.expect(Result)
        citizen.press("PRINT")
        citizen.expect(Printing, lambda page: page.state == "out")
        citizen.press("TAKEN")
        citizen.expect(Rate)
        citizen.press("RATE", "5")
        citizen.expect(End)
        citizen.press("AGAIN")
        citizen.expect(Home)
        citizen.close()
    assert report.read_text(encoding="utf-8") == ""


@pytest.mark.parametrize(("mistake", "found"), [("sleeps", "blocks in time.sleep"), ("burns", "burns 1")])
def test_the_watches_find_a_mistake(mistake: str, found: str, tmp_path: Path) -> None:
    """A watch that is asleep itself would let every blocking call pass."""
    with Stage(tmp_path) as stage:
        citizen, report = at_consent(stage, tmp_path, mistake, Consent if mistake != "sleeps" else Problem)
        citizen.close()
    assert found in report.read_text(encoding="utf-8")
