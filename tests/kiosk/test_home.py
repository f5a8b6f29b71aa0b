# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, somebody fills in a form and learns only at its end that it is not possible here today."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast

import pytest

from assets import asset
from drivers.contract import DeviceState, Status
from kiosk import home
from kiosk.desk import Desk
from kiosk.failures import Failures
from kiosk.home import home_screen
from kiosk.possible import REFUSED
from kiosk.services.loader import load_packs
from kiosk.services.pack import ServicePack
from kiosk.words import Words
from offline_cache.policy import Refusal

PACKS = {pack.id: pack for pack in load_packs(asset("services"))}
REPORT, PROGRESS = PACKS["report-12345"], PACKS["case-progress"]
NOW = datetime(2026, 11, 22, tzinfo=UTC)
ONLINE, OFFLINE = Status(DeviceState.ONLINE), Status(DeviceState.OFFLINE)


def _printer(*, can_print: bool) -> SimpleNamespace:
    return SimpleNamespace(status=SimpleNamespace(can_print=can_print))


@dataclass(frozen=True)
class Place:
    """What a terminal has and can reach; well in every respect."""

    online: bool = True
    reader: Status | None = ONLINE
    can_print: bool = True
    documents: bool | None = True
    packs: tuple[ServicePack, ...] = tuple(PACKS.values())
    social: Status | None = None
    verifies: bool = True
    certifies: bool = True
    on_battery: bool = False
    refusals: tuple[Refusal, ...] = ()

    @property
    def desk(self) -> Desk:
        reader = None if self.reader is None else SimpleNamespace(status=self.reader)
        return cast(
            "Desk",
            SimpleNamespace(
                online=self.online,
                id_reader=reader,
                social_card=None if self.social is None else SimpleNamespace(status=self.social),
                power=SimpleNamespace(on_battery=self.on_battery),
                promises=SimpleNamespace(refusals=self.refusals),
                paper=SimpleNamespace(can_print=self.can_print),
                verifier=SimpleNamespace(can_check=self.verifies),
                issuer=SimpleNamespace(can_check=lambda now: self.certifies and now == NOW),
                clock=SimpleNamespace(now=lambda: NOW),
                document_printer=None if self.documents is None else _printer(can_print=self.documents),
                packs={pack.id: pack for pack in self.packs},
            ),
        )

    @property
    def notices(self) -> tuple[Words, ...]:
        return home_screen(self.desk).notices

    def why_not(self, service: str = REPORT.id) -> Words | None:
        return next(tile.why_not for tile in home_screen(self.desk).tiles if tile.service == service)


WELL = Place()
NEEDS_READER = REPORT.model_copy(update={"id": "needs-reader", "needs": ("id_reader",)})
NEEDS_PRINTER = REPORT.model_copy(update={"id": "needs-printer", "needs": ("receipt_printer",)})


def test_a_terminal_that_is_well_says_nothing_but_its_services() -> None:
    """A warning that is always there is read by nobody."""
    screen = home_screen(WELL.desk)
    assert screen.notices == ()
    services = ["report-12345", "case-progress", "verify-document", "insurance-record"]
    assert [(tile.service, tile.why_not) for tile in screen.tiles] == [(service, None) for service in services]
    first = screen.tiles[0]
    assert (first.name, first.line, first.icon) == (REPORT.name.words, REPORT.line.words, "report")


def test_offline_says_what_is_still_possible_and_what_is_not() -> None:
    """Cases can be registered without a network; how far one is cannot be asked."""
    offline = replace(WELL, online=False)
    assert offline.notices == (home._OFFLINE,)
    assert offline.why_not(REPORT.id) is None
    assert offline.why_not(PROGRESS.id) == Failures.LINK_DOWN.value.title


@pytest.mark.parametrize("offline_class", ["A", "B", "C"])
def test_only_class_c_needs_the_platform(offline_class: str) -> None:
    """A service of class A or B that is closed offline sends villagers home for nothing."""
    pack = REPORT.model_copy(update={"offline": offline_class})
    place = replace(WELL, online=False, packs=(pack,))
    assert (place.why_not() is not None) is (offline_class == "C")


@pytest.mark.parametrize(
    "reader", [None, OFFLINE, *(Status(state) for state in DeviceState if not state.usable)], ids=str
)
def test_a_reader_that_is_not_usable_is_told_and_closes_only_what_needs_it(reader: Status | None) -> None:
    """Whoever comes with the card learns at once that typing is the way today; what is unknown is not good."""
    place = replace(WELL, reader=reader, packs=(REPORT, NEEDS_READER))
    assert place.notices == (home._NO_READER,)
    assert place.why_not(REPORT.id) is None
    assert place.why_not("needs-reader") == Failures.READER_ABSENT.value.title


@pytest.mark.parametrize("state", [DeviceState.ONLINE, DeviceState.BUSY])
def test_a_reader_at_work_is_there(state: DeviceState) -> None:
    """A reader that reads is no reader that is lost."""
    place = replace(WELL, reader=Status(state), packs=(NEEDS_READER,))
    assert place.notices == ()
    assert place.why_not("needs-reader") is None


def test_a_printer_that_cannot_print_is_told_and_closes_only_what_needs_it() -> None:
    """Whoever needs paper in the hand goes elsewhere before, not after."""
    place = replace(WELL, can_print=False, packs=(REPORT, NEEDS_PRINTER))
    assert place.notices == (home._NO_PAPER,)
    assert place.why_not(REPORT.id) is None
    assert place.why_not("needs-printer") == Failures.PRINTER_TROUBLE.value.title


def test_without_an_authority_of_documents_nobody_shows_a_card_for_a_certificate() -> None:
    """It would be fetched, and then thrown away before their eyes. What an old authority has sealed can be verified."""
    told = Failures.DOCUMENT_UNCHECKED.value.title
    ended = replace(WELL, certifies=False)
    assert [ended.why_not("verify-document"), ended.why_not("insurance-record")] == [None, told]
    nobody = replace(ended, verifies=False)
    assert [nobody.why_not("verify-document"), nobody.why_not("insurance-record")] == [told, told]
    assert nobody.why_not(REPORT.id) is None


def test_the_notice_of_no_reader_holds_what_it_says() -> None:
    """「可以手工输入」 must be true of every shipped service that asks who comes and is still offered."""
    place = replace(WELL, reader=None)
    offered = [pack for pack in PACKS.values() if place.why_not(pack.id) is None and pack.identity is not None]
    assert offered
    for pack in offered:
        assert pack.identity is not None
        assert "typed" in pack.identity.ways


@pytest.mark.parametrize("documents", [None, False])
def test_without_a_document_printer_no_certificates_are_offered(documents: bool | None) -> None:
    """Whoever comes for a sheet of paper learns it before the card is read."""
    place = replace(WELL, documents=documents)
    assert place.why_not("insurance-record") == Failures.DOCUMENT_PRINTER_TROUBLE.value.title
    assert place.why_not(REPORT.id) is None
    assert place.notices == ()


def test_everything_at_once_is_told_link_first() -> None:
    """Three troubles are three lines, and the one that closes most stands first."""
    place = Place(online=False, reader=None, can_print=False, packs=(NEEDS_PRINTER,))
    assert place.notices == (home._OFFLINE, home._NO_READER, home._NO_PAPER)


def test_a_service_that_misses_two_things_names_the_platform() -> None:
    """One reason is enough, and the one that no other machine here has either comes first."""
    pack = REPORT.model_copy(update={"offline": "C", "needs": ("id_reader", "receipt_printer")})
    place = Place(online=False, reader=None, can_print=False, packs=(pack,))
    assert place.why_not() == Failures.LINK_DOWN.value.title
    assert replace(place, online=True).why_not() == Failures.READER_ABSENT.value.title
    assert replace(place, online=True, reader=ONLINE).why_not() == Failures.PRINTER_TROUBLE.value.title


def test_a_social_card_reader_alone_is_enough() -> None:
    """Nobody would be told to type who has a card that can be read."""
    assert replace(WELL, reader=OFFLINE, social=ONLINE).notices == ()
    assert len(replace(WELL, reader=OFFLINE, social=OFFLINE).notices) == 1


def test_nothing_new_begins_on_the_battery() -> None:
    """Somebody would fill in a form, and the screen go dark before it is stored."""
    dark = replace(WELL, on_battery=True)
    assert dark.notices == (Failures.ON_BATTERY.words,)
    assert dark.why_not("report-12345") == dark.why_not("case-progress") == Failures.ON_BATTERY.value.title


@pytest.mark.parametrize("refusal", Refusal)
def test_a_queue_that_takes_nothing_new_is_told_before_the_form(refusal: Refusal) -> None:
    """Somebody would choose the service, and learn only on its first page that it is not possible here."""
    for online in (True, False):
        shut = replace(WELL, online=online, refusals=(refusal,))
        assert shut.notices == (REFUSED[refusal].words,), "「可以登记」 would not be true"
        assert shut.why_not(REPORT.id) == REFUSED[refusal].value.title
        assert (shut.why_not(PROGRESS.id) is None) is online, "questions need no room on the disk"


def test_the_first_reason_is_the_one_that_is_told() -> None:
    """Four reasons on one small tile are read by nobody."""
    shut = replace(WELL, online=False, refusals=(Refusal.DISK, Refusal.CONTACT))
    assert shut.notices == (Failures.STORE_FULL.words,)


def test_every_refusal_has_its_words() -> None:
    """A reason without words would end the visit with 机器出了点问题, which is not true."""
    assert set(REFUSED) == set(Refusal)
