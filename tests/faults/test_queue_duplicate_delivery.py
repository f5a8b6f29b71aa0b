# SPDX-License-Identifier: GPL-3.0-or-later
"""One case reaches the platform more than once, or its answer reaches the terminal more than once."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from kiosk.province.reference.record import count_transactions, record_of
from offline_cache.outbox.states import State
from offline_cache.sender import Sender
from offline_cache.transport import Accepted, Conflict, Delivery, DeliveryResult
from tests.offline_cache.store_stand import PlatformDouble, Stand
from tests.province_site import open_site


def test_the_same_case_by_two_ways_at_once(tmp_path: Path) -> None:
    """By the network and by another way at the same time: the citizen would have two cases, with two numbers."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        item = site.delivery(credentials)
        together = threading.Barrier(4)
        results: list[DeliveryResult] = []

        def deliver() -> None:
            client = site.client(credentials)
            together.wait(10)
            results.extend(client.deliver([item]))
            client.close()

        ways = [threading.Thread(target=deliver) for _ in range(4)]
        for way in ways:
            way.start()
        for way in ways:
            way.join(30)
        client = site.client(credentials)
        results += client.deliver([item])
        client.close()
        numbers = {result.platform_number for result in results if isinstance(result, Accepted)}
        record = record_of(site.platform.database, item.key)
        assert record is not None
        assert numbers == {record.platform_number}
        assert not any(isinstance(result, Conflict) for result in results)
        assert count_transactions(site.platform.database) == 1


class Stutterer(PlatformDouble):
    """Answers everything twice, and about a case that nobody asked about."""

    def deliver(self, items: Sequence[Delivery]) -> list[DeliveryResult]:
        results = super().deliver(items)
        return [*results, Accepted(key="somebody else's", digest="0" * 64, acceptance=b"signed"), *results]


def test_the_same_answer_twice(tmp_path: Path) -> None:
    """The second answer would stop the queue, or turn an accepted case into a broken one."""
    stand = Stand(tmp_path)
    stand.platform = Stutterer()
    made = [stand.commit() for _ in range(3)]

    async def scene(_: Sender) -> None:
        await stand.clock.advance(60)
        assert {stand.state(case) for case in made} == {State.SETTLED}

    stand.play(scene)
    assert [change.state for change in stand.changes].count(State.ACCEPTED) == 3
    assert len(stand.outbox.listed(limit=10)) == 3
    stand.outbox.close()
