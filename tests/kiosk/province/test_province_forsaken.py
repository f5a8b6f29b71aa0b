# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases whose papers have stopped coming: they do not lie at the platform for good, and are not lost."""

from __future__ import annotations

from pathlib import Path

from kiosk.province.reference.incomplete import drop_forsaken
from kiosk.province.reference.record import count_transactions
from kiosk.province.reference.tables import signs
from offline_cache.transport import Accepted, Holding, StillWorking
from tests.attachment_site import laden, picture
from tests.kiosk.province.test_province_retention import DAY, Years, bytes_held
from tests.province_site import NOW, open_site


def test_a_case_whose_papers_never_come_is_dropped_and_may_come_back(tmp_path: Path) -> None:
    """Pictures of identity papers would lie at the platform for good; or a case would be lost that its terminal has."""
    years = Years()
    with open_site(tmp_path, now=years.now) as site:
        credentials = site.enrol()
        client = site.client(credentials, clock=years.clock)
        given_up, slow = (laden(site, credentials, (picture(3000, count),)) for count in (1, 2))
        for case in (given_up, slow):
            client.deliver([case.item])
            client.upload(case.digests[0], 0, case.sealed[0][:1000])
        years.pass_by(300 * DAY)
        client.upload(slow.digests[0], 1000, slow.sealed[0][1000:2000])
        assert drop_forsaken(site.platform.database, now=years.now()) == 0
        years.pass_by(100 * DAY)
        assert drop_forsaken(site.platform.database, now=years.now()) == 1
        assert bytes_held(site) == 2000, "of the one for which something came meanwhile"
        assert client.held(given_up.digests)[0].holding is Holding.UNKNOWN
        assert client.upload(given_up.digests[0], 1000, given_up.sealed[0][1000:]).holding is Holding.UNKNOWN
        # So its terminal delivers it again.
        [again] = client.deliver([given_up.item])
        assert isinstance(again, StillWorking)
        assert [(each.digest, each.held) for each in again.missing] == [(given_up.digests[0], 0)]
        client.upload(slow.digests[0], 2000, slow.sealed[0][2000:])
        client.upload(given_up.digests[0], 0, given_up.sealed[0])
        for case in (given_up, slow):
            assert isinstance(client.deliver([case.item])[0], Accepted)
        years.pass_by(500 * DAY)
        assert drop_forsaken(site.platform.database, now=years.now()) == 0
        assert count_transactions(site.platform.database) == 2
        client.close()


def test_what_an_older_platform_kept_has_its_year_as_well(tmp_path: Path) -> None:
    """It would be dropped at the first start of a new release, or never."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        client.deliver([laden(site, credentials, (picture(3000, 1),)).item])
        client.close()
        with site.platform.database.begin() as connection:
            connection.execute(signs.delete())
        dropped = [drop_forsaken(site.platform.database, now=NOW + days * DAY) for days in (1000, 1300, 1370)]
    assert dropped == [0, 0, 1]
