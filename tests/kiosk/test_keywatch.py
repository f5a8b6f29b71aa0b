# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, terminals seal to keys that were stolen or have ended, or stop taking work for want of a new one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kiosk.inquiry import Inquiry
from kiosk.keywatch import KeyPace, KeyWatch, NoUsableKey
from kiosk.linkwatch import LinkWatch
from kiosk.promisewatch import PromiseWatch
from kiosk.province.contract import KeyRing, Reason
from kiosk.province.credentials import load_credentials
from kiosk.province.envelope import sign_content
from kiosk.province.key_ring import KEPT, newest_ring
from kiosk.province.reference.provision import GRACE, KEY_LIFE, rotate_key
from offline_cache.outbox.states import State
from offline_cache.outbox.transaction import Transaction
from offline_cache.outbox_thread import OutboxThread
from offline_cache.policy import Limits, Refusal
from offline_cache.sealing import Sealer, Sm2Missing, Suite
from offline_cache.transport import Accepted
from offline_cache.trusted_clock import TrustedClock
from tests.offline_cache.store_stand import SERVICE, START, SimulatedClock, open_outbox
from tests.province_site import NOW, Site, always, case_payload, false_server, open_site

DAY = timedelta(days=1)
PACE = KeyPace(look=1.0, spread=100.0, every=1000.0, urgent=100.0, again=10.0)


@pytest.fixture
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    with open_site(tmp_path / "site", suite=getattr(request, "param", Suite.HPKE)) as site:
        yield site


class Life:
    """One life of a terminal: its keys, its queue and its way to a real platform, with time in the test's hand."""

    def __init__(self, site: Site, folder: Path, *, url: str | None = None) -> None:
        self.site = site
        self.folder = folder
        folder.mkdir(exist_ok=True)
        enrolled = site.folder / "credentials-4452-0137"
        self.credentials = load_credentials(enrolled) if enrolled.exists() else site.enrol()
        self.machine = SimulatedClock()
        self.machine.set_back = START - NOW
        self.clock = TrustedClock(self.machine, NOW - DAY)
        self.client = site.client(self.credentials, url)
        self.inquiry = Inquiry(self.client)
        self.link = LinkWatch(self.clock)
        self.outbox = OutboxThread()
        self.keys = KeyWatch(self.credentials, folder, self.clock, random=Random(1), pace=PACE)
        self.promises = PromiseWatch(
            self.outbox,
            folder,
            self.clock,
            self.link,
            limits=Limits(free_bytes=0, contact=1e12, oldest=1e12),
            key_ends=self.keys.ends,
            enrolled=NOW,
            built=None,
        )

    def play(self, scene: Callable[[], Awaitable[None]]) -> None:
        """Run a scene with the queue open."""

        async def whole() -> None:
            await self.outbox.open(lambda: open_outbox(self.folder, self.clock, random=Random(1)))
            try:
                sealer = self.keys.sealer()
                await self.outbox.call(lambda box: box.seal_with(sealer))
                await scene()
            finally:
                await self.outbox.close()
                self.inquiry.close()
                self.client.close()

        asyncio.run(whole())

    async def see_to(self, after: float = 0.0) -> None:
        """Let so many seconds pass, and let the terminal see to its keys."""
        self.machine.elapsed += after
        await self.keys.see_to(self.inquiry, self.link, self.outbox, self.promises)

    async def commit(self) -> str:
        """Commit a case; return the id of the key that it was sealed to."""
        made = await self.outbox.call(lambda box: box.commit(SERVICE, case_payload(), slip=b""))
        delivery = await self.outbox.call(lambda box: box.claim_one(made.key))
        assert delivery is not None
        await self.outbox.call(lambda box: box.release([made.key], "not_sent"))
        return delivery.sealed.read_header().platform_key

    def newest(self, ring: KeyRing) -> str:
        return ring.usable[-1].id


@pytest.mark.parametrize("site", Suite, indirect=True)
def test_a_rotation_is_followed_in_the_midst_of_a_queue(site: Site, tmp_path: Path) -> None:
    """Cases sealed before and after it both arrive; a terminal that missed it would seal to a stolen key for years."""
    life = Life(site, tmp_path / "state")
    life.link.online = True

    async def scene() -> None:
        before = [await life.commit() for _ in range(2)]
        rotated = rotate_key(site.platform.folder, now=NOW)
        await life.see_to()
        assert await life.commit() == before[0], "a start spreads the question over its time"
        await life.see_to(PACE.spread)
        assert life.keys.ring == rotated
        after = [await life.commit() for _ in range(2)]
        assert set(after) == {life.newest(rotated)} != set(before)

        waiting = await life.outbox.call(lambda box: box.claim(10))
        assert {item.sealed.read_header().platform_key for item in waiting} == {*before, *after}
        results = await asyncio.to_thread(life.client.deliver, waiting)
        assert [type(result) for result in results] == [Accepted] * 5
        await asyncio.to_thread(site.process_all)
        stages = await asyncio.to_thread(life.client.status, [item.key for item in waiting])
        assert {one.stage.value for one in stages} == {"settled"}

    life.play(scene)

    again = Life(site, tmp_path / "state")
    assert again.keys.ring.version == 2, "and after a restart"


def test_the_ring_is_asked_for_once_a_day_and_more_often_when_it_ends(site: Site, tmp_path: Path) -> None:
    """A rotation would be noticed late, or 45,000 terminals would ask all the time."""
    life = Life(site, tmp_path / "state")
    asked: list[float] = []
    fetch = life.client.key_ring

    def counted() -> tuple[KeyRing, bytes]:
        asked.append(life.machine.elapsed)
        return fetch()

    life.client.key_ring = counted  # type: ignore[method-assign]

    async def scene() -> None:
        await life.see_to(PACE.spread)
        assert asked == [], "not without a link"
        life.link.online = True
        for _ in range(3000):
            await life.see_to(1.0)
        assert len(asked) in {3, 4}
        life.machine.elapsed += (KEY_LIFE - 20 * DAY).total_seconds()
        asked.clear()
        for _ in range(1000):
            await life.see_to(1.0)
        assert len(asked) in range(10, 15)

    life.play(scene)


def test_after_an_outage_the_ring_is_asked_for_at_once(site: Site, tmp_path: Path) -> None:
    """A question that fell into an outage would be put again long after it, if the next outage lets it."""
    life = Life(site, tmp_path / "state")

    async def scene() -> None:
        site.platform.stop()
        life.link.online = True
        await life.see_to(PACE.spread)
        rotated = rotate_key(site.platform.folder, now=NOW)
        site.platform.start()
        await life.see_to(1.0)
        assert life.keys.ring != rotated, "while the link seems up, trouble is given its time"
        life.link.online = False
        await life.see_to(1.0)
        life.link.online = True
        await life.see_to(1.0)
        assert life.keys.ring == rotated

    life.play(scene)


def test_an_unknown_key_is_asked_about_at_once(site: Site, tmp_path: Path) -> None:
    """The terminal would go on sealing to a key that the platform has lost, for a day."""
    life = Life(site, tmp_path / "state")
    life.link.online = True

    async def scene() -> None:
        await life.see_to(PACE.spread)
        rotated = rotate_key(site.platform.folder, now=NOW)
        await life.see_to(1.0)
        assert life.keys.ring != rotated
        made = await life.outbox.call(lambda box: box.commit(SERVICE, b"", slip=b""))
        life.keys.heard(made)
        await life.see_to(1.0)
        assert life.keys.ring != rotated, "what moves on for another reason says nothing about keys"
        life.keys.heard(rejected(made, Reason.UNKNOWN_KEY))
        await life.see_to(1.0)
        assert life.keys.ring == rotated
        assert await life.commit() == life.newest(rotated)

    life.play(scene)


def rejected(transaction: Transaction, reason: Reason) -> Transaction:
    return Transaction(
        key=transaction.key,
        number=transaction.number,
        service=transaction.service,
        state=State.REJECTED,
        created_at=transaction.created_at,
        digest=transaction.digest,
        trouble=reason.value,
    )


def test_a_ring_that_was_rolled_back_is_refused(site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever stole the old key, and can answer in the platform's place, would read everything again."""
    first = site.platform.keys.key_ring
    rotated = rotate_key(site.platform.folder, now=NOW)
    newest = site.platform.keys.key_ring
    replies = [newest, first]

    def answer(handler: Any, body: bytes) -> None:
        always(200, replies.pop(0) if len(replies) > 1 else replies[0])(handler, body)

    with false_server(answer) as (url, _):
        life = Life(site, tmp_path / "state", url=url)

        async def scene() -> None:
            await life.keys.look(life.inquiry)
            assert life.keys.ring == rotated
            with caplog.at_level(logging.ERROR):
                await life.keys.look(life.inquiry)
            assert "version 1 of the key ring, after version 2" in caplog.text
            assert life.keys.ring == rotated
            assert await life.commit() == life.newest(rotated)

        life.play(scene)
    assert newest_ring(life.credentials.key_ring, life.folder, life.credentials.platform_root) == rotated


def test_a_ring_of_another_platform_is_not_even_looked_at(site: Site, tmp_path: Path) -> None:
    """Everything would be sealed to whoever answers."""
    with open_site(tmp_path / "elsewhere") as other:
        life = Life(site, tmp_path / "state", url=other.platform.url)
        held = life.keys.ring

        async def scene() -> None:
            await life.keys.look(life.inquiry)
            assert life.keys.ring == held

        life.play(scene)
    assert not (life.folder / KEPT).exists()


def test_keys_that_have_ended_refuse_new_work_and_a_new_ring_ends_that(site: Site, tmp_path: Path) -> None:
    """The terminal would promise what the platform may not be able to open, or stay shut for good."""
    life = Life(site, tmp_path / "state")

    async def scene() -> None:
        assert await life.promises.look() == ()
        await life.see_to((KEY_LIFE + DAY).total_seconds())
        assert await life.promises.look() == (Refusal.PLATFORM_KEY,)
        # What is under way is sealed to the last key, which the platform still opens.
        assert await life.commit() == life.newest(life.credentials.key_ring)
        rotated = rotate_key(site.platform.folder, now=life.clock.now())
        life.link.online = True
        await life.see_to(PACE.spread)
        assert life.promises.refusals == ()
        assert await life.commit() == life.newest(rotated)

    life.play(scene)


def test_a_start_after_the_keys_have_ended_asks_first(site: Site, tmp_path: Path) -> None:
    """After a winter without power the terminal would refuse work until somebody enrols it anew."""
    life = Life(site, tmp_path / "state")
    rotated = rotate_key(site.platform.folder, now=NOW + KEY_LIFE)
    life.machine.elapsed = (KEY_LIFE + DAY).total_seconds()
    assert life.keys.current is None
    # The platform's clock stands at NOW; it is that of the terminal which says that time has passed.
    life.client.platform_time = life.clock.now  # type: ignore[method-assign]
    asyncio.run(life.keys.begin(life.inquiry))
    assert life.keys.ring == rotated
    assert life.keys.sealer().key.id == life.newest(rotated)
    life.inquiry.close()
    life.client.close()


def test_a_key_begins_and_ends_without_a_link(site: Site, tmp_path: Path) -> None:
    """A ring that was fetched in time would be of no use to a village that is cut off."""
    life = Life(site, tmp_path / "state")
    [old] = life.keys.ring.keys
    rotated = rotate_key(site.platform.folder, now=NOW, grace=10 * DAY)
    later = rotated.usable[-1].model_copy(update={"not_before": NOW + 5 * DAY})
    planned = rotated.model_copy(update={"keys": (rotated.keys[0], later)})
    (site.platform.folder / "key_ring.json").write_bytes(sign_content(planned, site.platform.keys.root))

    async def scene() -> None:
        life.link.online = True
        await life.see_to(PACE.spread)
        life.link.online = False
        assert life.keys.ring == planned
        assert await life.commit() == old.id
        await life.see_to((5 * DAY).total_seconds())
        assert await life.commit() == later.id
        assert life.promises.key_ends == later.not_after

    life.play(scene)
    assert GRACE > 10 * DAY


def test_a_disk_that_keeps_no_ring_keeps_nobody_from_using_it(
    site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A full disk would make the terminal seal to an old key."""
    life = Life(site, tmp_path / "state")
    rotated = rotate_key(site.platform.folder, now=NOW)
    (life.folder / f".{KEPT}.partial").mkdir()

    async def scene() -> None:
        with caplog.at_level(logging.WARNING):
            await life.keys.look(life.inquiry)
        assert life.keys.ring == rotated
        assert "could not be kept" in caplog.text

    life.play(scene)


def test_a_ring_without_a_usable_key_is_told(site: Site, tmp_path: Path) -> None:
    """A release that is too old would crash again and again instead of saying what is wrong."""
    life = Life(site, tmp_path / "state")
    alien = tuple(key.model_copy(update={"suite": "of-2040"}) for key in life.keys.ring.keys)
    life.keys.ring = life.keys.ring.model_copy(update={"keys": alien})
    with pytest.raises(NoUsableKey, match="update this terminal"):
        life.keys.sealer()

    def no_library(*_: object) -> Sealer:
        raise Sm2Missing("SM2 needs the package gmssl-pyx, which is not installed on this machine")

    lacking = KeyWatch(life.credentials, life.folder, life.clock, random=Random(1), sealer=no_library)
    with pytest.raises(NoUsableKey, match="gmssl-pyx"):
        lacking.sealer()
    life.inquiry.close()
    life.client.close()
