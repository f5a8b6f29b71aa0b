# SPDX-License-Identifier: GPL-3.0-or-later
"""A reader in trouble in mid-visit: a clear page, and the visit goes on once it is back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from drivers.id_reader.emulator import Emulator
from drivers.id_reader.invented import CHEN_GUIYING
from kiosk.demo.stage import Stage
from kiosk.failures import Failures
from kiosk.visit.screens import Choice, Consent, PlaceCard, TakeCard
from tests.citizen import Citizen, go_to_card, visit


@pytest.fixture(scope="module", params=["pty", "tcp"])
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("stage")
    reader = Emulator.on_tcp() if request.param == "tcp" else None
    with Stage(folder, reader=reader) as stage:
        stage.start_engine()
        yield stage


@pytest.fixture
def citizen(stage: Stage) -> Iterator[Citizen]:
    """Stands in front of the page that asks for the card."""
    with visit(stage.places.socket) as citizen:
        go_to_card(citizen)
        citizen.expect(PlaceCard, lambda page: page.state == "waiting")
        yield citizen
        stage.reader.lift()


def goes_on(stage: Stage, citizen: Citizen) -> None:
    stage.reader.insert(CHEN_GUIYING)
    assert citizen.expect(TakeCard).masked_name == "陈**"
    citizen.expect(Choice)


def test_unplugged_while_waiting(stage: Stage, citizen: Citizen) -> None:
    """A pulled cable would leave the citizen holding a card to a dead reader."""
    stage.reader.unplug()
    page = citizen.expect(PlaceCard, lambda page: page.state == "reader_absent")
    assert page.code == Failures.READER_ABSENT.code
    assert page.other_way
    stage.reader.plug()
    goes_on(stage, citizen)


def test_silent_while_waiting(stage: Stage, citizen: Citizen) -> None:
    """A reader that hangs would look like a card that is not recognised."""
    stage.reader.silence(on=True)
    page = citizen.expect(PlaceCard, lambda page: page.state == "reader_silent")
    assert page.code == Failures.READER_SILENT.code
    stage.reader.silence(on=False)
    goes_on(stage, citizen)


def test_card_pulled_in_mid_read(stage: Stage, citizen: Citizen) -> None:
    """Hasty hands would end the visit."""
    stage.reader.pull_mid_read()
    stage.reader.insert(CHEN_GUIYING)
    page = citizen.expect(PlaceCard, lambda page: page.code == Failures.CARD_UNREADABLE.code)
    assert page.state == "unread"
    stage.reader.lift()
    goes_on(stage, citizen)


def test_worn_cable(stage: Stage, citizen: Citizen) -> None:
    """Replies in single bytes with stray bytes in the preamble would never be understood."""
    stage.reader.split(on=True)
    stage.reader.noise(before=b"\xaa\x00\xaa", inside=b"\x00")
    try:
        goes_on(stage, citizen)
    finally:
        stage.reader.split(on=False)
        stage.reader.noise()


def test_other_way_leads_on_while_the_reader_is_gone(stage: Stage, citizen: Citizen) -> None:
    """Without a reader nobody could do anything, though typing would do."""
    stage.reader.unplug()
    citizen.expect(PlaceCard, lambda page: page.state == "reader_absent")
    citizen.press("BACK")
    citizen.expect(Consent)
    stage.reader.plug()
