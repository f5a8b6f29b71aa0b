# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a case is, and how satisfied its citizen is."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.province.contract import BusinessStatus
from kiosk.province.rating import Satisfaction
from kiosk.province.reference.cases import move_case
from kiosk.province.reference.processing import process_some
from offline_cache.transport import Accepted, Stage
from tests.attachment_site import laden, picture
from tests.province_site import NOW, open_site


def test_either_number_finds_the_case(tmp_path: Path) -> None:
    """A citizen has the terminal's number on paper and the platform's in a message; both must do."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        item = site.delivery(credentials)
        [accepted] = client.deliver([item])
        assert isinstance(accepted, Accepted)
        assert accepted.platform_number
        number = item.sealed.read_header().number
        case = client.case_progress(number)
        assert case is not None
        assert case == client.case_progress(accepted.platform_number)
        assert (case.number, case.service, case.status) == (number, "report-12345", BusinessStatus.RECEIVED)
        site.process_all()
        with site.platform.database.begin() as connection:
            move_case(connection, accepted.platform_number, BusinessStatus.DONE, at=NOW)
        case = client.case_progress(number)
        assert case is not None
        assert [event.status.value for event in case.timeline] == ["received", "accepted", "done"]
        assert case.status is BusinessStatus.DONE
        client.close()


def test_cases_that_are_processed_together_are_judged_each_for_itself(tmp_path: Path) -> None:
    """One that nobody can read would take its neighbours with it; or pictures would hold up the whole province."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        good, also = site.delivery(credentials), site.delivery(credentials)
        unreadable = site.delivery(credentials, payload=b"not JSON")
        pictured = laden(site, credentials, (picture(100),))
        client.deliver([pictured.item])
        client.upload(pictured.digests[0], 0, pictured.sealed[0])
        client.deliver([good, unreadable, also])
        counts = []
        while count := process_some(site.platform.database, site.platform.keys.sealing, now=NOW):
            counts.append(count)
        assert sorted(counts) in ([1, 3], [1, 1, 2]), "the one with a picture by itself"
        told = client.status([item.key for item in (good, unreadable, also, pictured.item)])
        assert [(one.stage, one.reason, one.business_status) for one in told] == [
            (Stage.SETTLED, None, "accepted"),
            (Stage.REJECTED, "not_understood", "not_accepted"),
            (Stage.SETTLED, None, "accepted"),
            (Stage.SETTLED, None, "accepted"),
        ]
        client.close()


def test_unknown_number_is_no_case(tmp_path: Path) -> None:
    """A mistyped number says so, and shows nobody else's case."""
    with open_site(tmp_path) as site:
        client = site.client(site.enrol())
        assert client.case_progress("44520137604912000183") is None
        client.close()


def test_a_case_that_cannot_be_used_says_so(tmp_path: Path) -> None:
    """The citizen would otherwise see 已收件 for ever."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        item = site.delivery(credentials, payload=b"not JSON")
        client.deliver([item])
        site.process_all()
        case = client.case_progress(item.sealed.read_header().number)
        assert case is not None
        assert case.status is BusinessStatus.NOT_ACCEPTED
        client.close()


def test_the_first_rating_stands(tmp_path: Path) -> None:
    """一事一评: a lost reply does not make two ratings, and nobody rates a case down afterwards."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        item = site.delivery(credentials)
        number = item.sealed.read_header().number
        assert client.rate(number, Satisfaction.FAIR) == "unknown_case"
        client.deliver([item])
        assert client.rate(number, Satisfaction.SATISFIED) == "recorded"
        assert client.rate(number, Satisfaction.SATISFIED) == "recorded"
        assert client.rate(number, Satisfaction.VERY_DISSATISFIED) == "already_rated"
        client.close()


@pytest.mark.parametrize(
    ("satisfaction", "standard", "reporting"),
    [(Satisfaction.VERY_SATISFIED, 1, 5), (Satisfaction.FAIR, 3, 3), (Satisfaction.VERY_DISSATISFIED, 5, 1)],
)
def test_satisfaction_is_encoded_for_each_interface(satisfaction: Satisfaction, standard: int, reporting: int) -> None:
    """The two official codes run in opposite directions: mixed up, praise is reported as a complaint."""
    assert (satisfaction.gbt_39046, satisfaction.reporting) == (standard, reporting)
