# SPDX-License-Identifier: GPL-3.0-or-later
"""Without these a mistyped number or an empty field would stop a citizen without a word, or be sent as it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from drivers.id_reader.invented import CHEN_GUIYING, EXPIRED
from kiosk.demo.stage import Stage
from kiosk.failures import Failures
from kiosk.visit.screens import (
    Choice,
    Consent,
    End,
    NumberEntry,
    PlaceCard,
    PlaceEntry,
    Rate,
    Result,
    Review,
    TakeCard,
    TextEntry,
)
from kiosk.words import Words
from tests.citizen import Citizen, go_to_consent, visit

NUMBER = "445202195803120026"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Stage(tmp_path_factory.mktemp("stage")) as stage:
        stage.start_engine()
        yield stage


@pytest.fixture
def citizen(stage: Stage) -> Iterator[Citizen]:
    """Stands in front of the page that asks for consent, and leaves in the end."""
    with visit(stage.places.socket) as citizen:
        go_to_consent(citizen)
        yield citizen
        stage.reader.lift()


def typed(citizen: Citizen, name: str = "陈桂英", number: str = NUMBER) -> None:
    citizen.press("AGREE")
    citizen.expect(PlaceCard)
    citizen.press("OTHER_WAY")
    citizen.expect(TextEntry, lambda page: page.field == "name")
    citizen.press("ENTER", name)
    citizen.expect(NumberEntry, lambda page: page.kind == "id_number")
    citizen.press("ENTER", number)


@pytest.mark.parametrize(
    ("number", "failure"),
    [
        ("44520219580312002", Failures.ID_NUMBER_LENGTH),
        ("4452021958031200266", Failures.ID_NUMBER_LENGTH),
        ("", Failures.ID_NUMBER_LENGTH),
        ("445202195813120026", Failures.ID_NUMBER_DATE),
        ("445202195803120027", Failures.ID_NUMBER_CHECK),
    ],
)
def test_wrong_id_number_says_what_is_wrong_and_keeps_it(citizen: Citizen, number: str, failure: Failures) -> None:
    """A villager would not know which digit to look at, and would have to type all of it again."""
    typed(citizen, number=number)
    page = citizen.expect(NumberEntry, lambda page: page.problem is not None)
    assert page.problem == failure.words
    assert page.value == number
    citizen.press("ENTER", NUMBER)
    citizen.expect(Choice)


def test_empty_name_is_asked_for(citizen: Citizen) -> None:
    """A case without a name could not be answered."""
    citizen.press("AGREE")
    citizen.expect(PlaceCard)
    citizen.press("OTHER_WAY")
    citizen.expect(TextEntry, lambda page: page.field == "name")
    citizen.press("ENTER", "   ")
    page = citizen.expect(TextEntry, lambda page: page.problem is not None)
    assert page.problem == Failures.NAME_EMPTY.words


def test_expired_card_is_told_and_another_way_stays_open(stage: Stage, citizen: Citizen) -> None:
    """Somebody with an expired card would wait in front of a silent page."""
    citizen.press("AGREE")
    citizen.expect(PlaceCard)
    stage.reader.insert(EXPIRED)
    page = citizen.expect(PlaceCard, lambda page: page.state == "expired")
    assert page.other_way
    assert page.code == Failures.CARD_EXPIRED.code
    stage.reader.lift()
    stage.reader.insert(CHEN_GUIYING)
    citizen.expect(TakeCard)
    citizen.expect(Choice)


def test_form_refuses_what_is_empty_or_no_phone_and_goes_on(citizen: Citizen) -> None:
    """An empty complaint reaches nobody, and a wrong phone number is never called."""
    typed(citizen)
    citizen.expect(Choice)
    citizen.press("CHOOSE", "complaint")
    citizen.expect(TextEntry)
    citizen.press("ENTER", " \n ")
    assert citizen.expect(TextEntry, lambda page: page.problem is not None).problem == Failures.TEXT_EMPTY.words
    citizen.press("ENTER", "路" * 501)
    page = citizen.expect(TextEntry, lambda page: page.problem == Failures.TEXT_TOO_LONG.words)
    assert page.value == "路" * 501, "what was typed must not be lost"
    citizen.press("ENTER", "路灯坏了")
    citizen.expect(PlaceEntry)
    citizen.press("ENTER", "村口")
    citizen.expect(NumberEntry, lambda page: page.kind == "phone")
    citizen.press("ENTER", "12")
    page_phone = citizen.expect(NumberEntry, lambda page: page.problem is not None)
    assert page_phone.problem == Failures.PHONE_WRONG.words
    citizen.press("SKIP")
    citizen.expect(Review)


def test_emoji_and_rare_characters_arrive_as_they_were_written(stage: Stage, citizen: Citizen) -> None:
    """A person called 㐱𬭎 would be somebody else on the platform."""
    text = "灯坏了😀👨‍👩‍👧 㐱𬭎\ue4c6 \u202eend"
    typed(citizen, name="㐱𬭎")
    citizen.expect(Choice)
    citizen.press("CHOOSE", "help")
    citizen.expect(TextEntry)
    citizen.press("ENTER", text + "\x00\x1b")
    citizen.expect(PlaceEntry)
    citizen.press("ENTER", "村口")
    citizen.expect(NumberEntry)
    citizen.press("SKIP")
    review = citizen.expect(Review)
    lines = {line.field: line.value for line in review.lines}
    assert lines["text"] == Words.same(text)
    citizen.press("SUBMIT")
    citizen.expect(Result)
    citizen.press("NO_PRINT")
    citizen.expect(Rate)
    citizen.press("SKIP")
    citizen.expect(End)
    citizen.press("AGAIN")


def test_anonymous_way_asks_no_card_and_sets_the_kind(citizen: Citizen) -> None:
    """Somebody who fears for himself could not tip off."""
    citizen.press("ANONYMOUS")
    page = citizen.expect(TextEntry)
    assert page.field == "text"
    citizen.press("BACK")
    citizen.expect(Consent)


def test_back_keeps_what_was_typed(citizen: Citizen) -> None:
    """Going back one page would cost everything that was written."""
    typed(citizen)
    citizen.expect(Choice)
    citizen.press("CHOOSE", "complaint")
    citizen.expect(TextEntry)
    citizen.press("ENTER", "路灯坏了")
    citizen.expect(PlaceEntry)
    citizen.press("BACK")
    assert citizen.expect(TextEntry).value == "路灯坏了"
    citizen.press("BACK")
    assert citizen.expect(Choice).chosen == "complaint"
    citizen.press("BACK")
    citizen.expect(Consent)
