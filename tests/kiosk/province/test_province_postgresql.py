# SPDX-License-Identifier: GPL-3.0-or-later
"""The platform on a real PostgreSQL, as a province runs it: all that holds on SQLite holds there, and side by side.

The tests of delivery, attachments, bundles, progress and replay are run once more, on a server of their own.
"""

# ruff: noqa: F403 - the same tests, in another place

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.province.client import ProvinceClient
from kiosk.province.reference.record import count_transactions, record_of
from kiosk.province.reference.running import RunningPlatform
from offline_cache.sealing import Suite
from offline_cache.transport import Accepted, Conflict, Delivery, DeliveryResult, StillWorking
from tests import province_site
from tests.faults.test_platform_replay import *
from tests.faults.test_platform_reply_lost import *
from tests.kiosk.province.test_province_attachments import *
from tests.kiosk.province.test_province_bundle import *
from tests.kiosk.province.test_province_delivery import *
from tests.kiosk.province.test_province_forsaken import *
from tests.kiosk.province.test_province_heartbeat import *
from tests.kiosk.province.test_province_progress import *
from tests.postgresql import postgresql
from tests.province_site import NOW, Site, open_site


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql() as url:
        yield url


@pytest.fixture(autouse=True)
def _on_postgresql(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(province_site, "POSTGRESQL", server)


@pytest.fixture  # type: ignore[no-redef]
def suite() -> Suite:
    """In place of the one that comes along: how something is sealed makes no difference to a database."""
    return Suite.HPKE


def test_it_is_postgresql(tmp_path: Path) -> None:
    """All of this file would prove nothing."""
    with open_site(tmp_path, serving=False) as site, site.platform.database.begin() as connection:
        assert connection.exec_driver_sql("SELECT version()").scalar_one().startswith("PostgreSQL ")


def at_once(site: Site, items: list[Delivery], *, ways: int) -> list[DeliveryResult]:
    """Deliver each of the items by so many ways at the same moment, to two platforms over one database."""
    second = RunningPlatform(
        site.platform.folder, database_url=site.platform.database_url, now=lambda: NOW, processing=False
    )
    results: list[DeliveryResult] = []
    credentials = site.enrol()
    together = threading.Barrier(ways)

    def send(client: ProvinceClient) -> None:
        together.wait(20)
        results.extend(client.deliver(items))

    with second:
        clients = [
            site.client(credentials, (site.platform.url, second.url)[way % 2], choose=secrets.choice)
            for way in range(ways)
        ]
        threads = [threading.Thread(target=send, args=(client,)) for client in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        for client in clients:
            client.close()
    return results


def test_one_key_at_two_platforms_in_the_same_moment(tmp_path: Path) -> None:
    """Behind a load balancer the network's attempt and its repetition meet at two machines: two cases of one."""
    with open_site(tmp_path) as site:
        items = [site.delivery(site.enrol()) for _ in range(5)]
        results = at_once(site, items, ways=8)
        assert {type(result) for result in results} <= {Accepted, StillWorking}
        assert count_transactions(site.platform.database) == len(items)
        for item in items:
            numbers = {
                result.platform_number for result in results if isinstance(result, Accepted) and result.key == item.key
            }
            record = record_of(site.platform.database, item.key)
            assert record is not None
            assert numbers == {record.platform_number}


def test_one_key_with_two_contents_at_two_platforms(tmp_path: Path) -> None:
    """Both would be accepted, and one of two citizens' words be gone."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        for _ in range(3):
            first = site.delivery(credentials)
            second = site.delivery(credentials, key=first.key)
            results = at_once(site, [first], ways=2) + at_once(site, [second], ways=2)
            assert {type(result) for result in results} <= {Accepted, StillWorking, Conflict}
            digests = {result.digest for result in results if isinstance(result, Accepted)}
            assert digests == {first.sealed.digest}
