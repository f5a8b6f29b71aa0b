# SPDX-License-Identifier: GPL-3.0-or-later
"""A social security card, its reader or the PC/SC service in trouble in mid-visit: a clear page, and it goes on.

The service is the real pcscd.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from drivers.id_reader.invented import CHEN_GUIYING as ID_CARD_OF_CHEN
from drivers.smart_card.emulator import ATR_BUS_CARD, Emulator
from drivers.social_card.emulator import SocialCardChip
from drivers.social_card.invented import CHEN_GUIYING
from kiosk.demo.stage import Stage
from kiosk.failures import Failures
from kiosk.visit.screens import Choice, PlaceCard, TakeCard
from tests.citizen import Citizen, go_to_card, visit
from tests.pcsc_site import READER, Site


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture(scope="module")
def slot(site: Site) -> Iterator[Emulator]:
    """The hand that puts a card into the slot."""
    with Emulator(site.dial) as slot:
        yield slot


@pytest.fixture(scope="module")
def stage(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Stage(tmp_path_factory.mktemp("stage")) as stage:
        with stage.terminal_file.open("a", encoding="utf-8") as file:
            file.write(f'[devices.social_card]\ndriver = "pcsc"\nreader = "{READER}"\n')
        stage.start_engine()
        yield stage


@pytest.fixture
def citizen(stage: Stage, slot: Emulator) -> Iterator[Citizen]:
    """Stands in front of the page that asks for a card."""
    with visit(stage.places.socket) as citizen:
        go_to_card(citizen)
        citizen.expect(PlaceCard, lambda page: page.state == "waiting" and page.takes == "both")
        yield citizen
        slot.lift()
        stage.reader.lift()


def goes_on(slot: Emulator, citizen: Citizen) -> None:
    slot.insert(SocialCardChip(CHEN_GUIYING))
    taken = citizen.expect(TakeCard)
    assert (taken.masked_name, taken.card) == ("陈**", "social")
    slot.lift()
    citizen.expect(Choice)


def test_a_visit_with_a_social_security_card(slot: Emulator, citizen: Citizen) -> None:
    """Whoever left the identity card at home would have to type, or to go home."""
    goes_on(slot, citizen)


def test_a_bus_card_in_the_slot(slot: Emulator, citizen: Citizen) -> None:
    """The page would say nothing, and the visitor push the card in again and again."""
    slot.insert(SocialCardChip(CHEN_GUIYING, atr=ATR_BUS_CARD))
    page = citizen.expect(PlaceCard, lambda page: page.code == Failures.CARD_WRONG.code)
    assert (page.state, page.card) == ("wrong", "social")
    slot.lift()
    goes_on(slot, citizen)


def test_pulled_out_in_mid_reading(slot: Emulator, citizen: Citizen) -> None:
    """Hasty hands would end the visit."""
    slot.lift_mid_reading()
    slot.insert(SocialCardChip(CHEN_GUIYING))
    page = citizen.expect(PlaceCard, lambda page: page.code == Failures.CARD_UNREADABLE.code)
    assert (page.state, page.card) == ("unread", "social")
    goes_on(slot, citizen)


def test_the_service_dies_and_comes_back(site: Site, slot: Emulator, citizen: Citizen) -> None:
    """An update of the system restarts pcscd; the terminal would have to be restarted with it."""
    site.kill()
    page = citizen.expect(PlaceCard, lambda page: page.takes == "id")
    assert page.state == "waiting", "the identity card will still do"
    site.start()
    citizen.expect(PlaceCard, lambda page: page.takes == "both")
    goes_on(slot, citizen)


def test_the_service_hangs(site: Site, stage: Stage, citizen: Citizen) -> None:
    """A service that hangs would hold the page, and with it the other card."""
    site.freeze()
    try:
        citizen.expect(PlaceCard, lambda page: page.takes == "id")
        stage.reader.insert(ID_CARD_OF_CHEN)
        assert citizen.expect(TakeCard).card == "id"
        citizen.expect(Choice)
    finally:
        site.thaw()


def test_the_other_reader_is_gone(stage: Stage, slot: Emulator, citizen: Citizen) -> None:
    """With a dead reader for identity cards the page has to ask for the card that can be read."""
    stage.reader.unplug()
    try:
        page = citizen.expect(PlaceCard, lambda page: page.takes == "social")
        assert (page.state, page.code) == ("waiting", Failures.READER_ABSENT.code)
        goes_on(slot, citizen)
    finally:
        stage.reader.plug()
