# SPDX-License-Identifier: GPL-3.0-or-later
"""Time passes at the platform: a key counts for a year and longer, and nobody asks more often than agreed."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from kiosk.province.reference import gate
from kiosk.province.reference.record import count_transactions, record_of
from kiosk.province.reference.retention import drop_old_bytes
from kiosk.province.reference.tables import attachments, deliveries, nonces, pieces
from offline_cache.transport import Accepted, Conflict, Stage, TooMany
from tests.attachment_site import laden, picture
from tests.province_site import NOW, Site, TerminalClock, eventually, open_site

DAY = timedelta(days=1)


class Years:
    """One clock for platform and terminal."""

    def __init__(self) -> None:
        self.clock = TerminalClock()

    def now(self) -> datetime:
        return self.clock.wall

    def pass_by(self, time: timedelta) -> None:
        self.clock.wall += time
        self.clock.steady += time.total_seconds()


def bytes_held(site: Site) -> int:
    with site.platform.database.begin() as connection:
        return sum(map(len, connection.scalars(select(deliveries.c.item)))) + sum(
            map(len, connection.scalars(select(pieces.c.content)))
        )


def test_a_key_counts_for_longer_than_a_year(tmp_path: Path) -> None:
    """A terminal that stood switched off in a store room for a year would hand in every case of its queue again."""
    years = Years()
    with open_site(tmp_path, now=years.now) as site:
        credentials = site.enrol()
        client = site.client(credentials, clock=years.clock)
        item = site.delivery(credentials)
        [first] = client.deliver([item])
        assert isinstance(first, Accepted)
        site.process_all()
        for year in range(3):
            years.pass_by(200 * DAY)
            dropped = drop_old_bytes(site.platform.database, now=years.now())
            assert dropped == (1 if year == 1 else 0), "after 366 days, once"
            assert (bytes_held(site) == 0) is (year >= 1)
            [again] = client.deliver([item])
            assert isinstance(again, Accepted)
            assert again.platform_number == first.platform_number
            [state] = client.status([item.key])
            assert (state.stage, state.digest) == (Stage.SETTLED, item.sealed.digest)
            assert client.deliver([site.delivery(credentials, key=item.key)]) == [Conflict(key=item.key)]
        assert count_transactions(site.platform.database) == 1
        record = record_of(site.platform.database, item.key)
        assert record is not None
        assert record.arrivals == 4
        client.close()


def test_what_is_not_settled_keeps_its_bytes(tmp_path: Path) -> None:
    """A case that waits for a person for a year would be empty when the person comes."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        waiting, bad = site.delivery(credentials), site.delivery(credentials, payload=b"not JSON")
        client.deliver([bad])
        site.process_all()
        client.deliver([waiting])
        assert drop_old_bytes(site.platform.database, now=NOW + 1000 * DAY) == 0
        client.close()


def test_attachments_go_with_their_transaction_and_with_no_other(tmp_path: Path) -> None:
    """Pictures of identity papers would lie at the platform for good; or those of a case in work would be gone."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        client = site.client(credentials)
        for _ in range(2):
            client.deliver([site.delivery(credentials)])
        site.process_all()
        keys = []
        with site.platform.database.begin() as connection:
            for count, key in enumerate(connection.scalars(select(deliveries.c.key))):
                keys.append(key)
                digest = f"{count:064}"
                connection.execute(
                    attachments.insert().values(digest=digest, key=key, place=0, size=3, held=3, complete=True)
                )
                connection.execute(pieces.insert().values(digest=digest, begins=0, content=b"jpg"))
            connection.execute(deliveries.update().where(deliveries.c.key == keys[1]).values(settled_at=NOW + 9 * DAY))
        assert drop_old_bytes(site.platform.database, now=NOW + 370 * DAY) == 1
        with site.platform.database.begin() as connection:
            assert connection.scalars(select(pieces.c.digest)).all() == [f"{1:064}"]
        client.close()


def test_a_running_platform_drops_them_by_itself(tmp_path: Path) -> None:
    """Nobody would think of it, and the disk be full one day."""
    years = Years()
    with open_site(tmp_path, now=years.now) as site:
        credentials = site.enrol()
        client = site.client(credentials, clock=years.clock)
        client.deliver([site.delivery(credentials)])
        site.process_all()
        client.close()
        case = laden(site, credentials, (picture(3000, 1),))
        client = site.client(credentials, clock=years.clock)
        client.deliver([case.item])
        client.upload(case.digests[0], 0, case.sealed[0][:1000])
        client.close()
    years.pass_by(400 * DAY)
    with open_site(tmp_path, now=years.now, processing=True) as site:
        eventually(lambda: bytes_held(site) == 0)


def test_an_account_that_asks_too_often_is_told_to_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One terminal gone mad would take the platform from all others."""
    monkeypatch.setattr(gate, "MOST_REQUESTS", 5)
    years = Years()
    with open_site(tmp_path, now=years.now) as site:
        mad, other = site.enrol(), site.enrol("4452-0138")
        client, second = site.client(mad, clock=years.clock), site.client(other, clock=years.clock)
        for _ in range(5):
            client.status(["00000000-0000-4000-8000-000000000000"])
            years.pass_by(timedelta(seconds=10))
        with pytest.raises(TooMany) as told:
            client.deliver([site.delivery(mad)])
        assert told.value.retry_after == 182 - 50
        assert isinstance(second.deliver([site.delivery(other)])[0], Accepted), "nobody else waits for it"
        years.pass_by(timedelta(seconds=182 - 49))
        assert isinstance(client.deliver([site.delivery(mad)])[0], Accepted)
        with site.platform.database.begin() as connection:
            count = connection.execute(select(func.count()).select_from(nonces)).scalar_one()
        assert count <= 6, "what was refused is not counted, and what is old is forgotten"
        client.close()
        second.close()
