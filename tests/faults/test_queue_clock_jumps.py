# SPDX-License-Identifier: GPL-3.0-or-later
"""The terminal's clock jumps, to 1970, to 2099 and back, while it works and while it is off."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from kiosk.inquiry import Inquiry
from kiosk.keywatch import KeyWatch
from kiosk.province.client import ProvinceClient
from offline_cache.clock import ClockQuality, read_stamp
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.states import State
from offline_cache.sealing import verify
from offline_cache.sender import Sender
from offline_cache.transport import Delivery, Unreachable
from offline_cache.trusted_clock import TrustedClock
from tests.offline_cache.store_stand import SERVICE, START, TERMINAL_PRIVATE, SimulatedClock, Stand, open_outbox
from tests.province_site import NOW, TerminalClock, open_site

TO_1970 = timedelta(days=-56 * 365.25)
TO_2099 = timedelta(days=73 * 365.25)
HOUR = 3600.0


class OneLife:
    """A start of the terminal, with its machine's clock off by `ahead`; what the store knows is used as on a start."""

    def __init__(self, folder: Path, ahead: timedelta, seed: int) -> None:
        self.machine = SimulatedClock()
        self.machine.set_back = -ahead
        self.clock = TrustedClock(self.machine, START - timedelta(days=20))
        self.outbox = open_outbox(folder, self.clock, random=Random(seed))
        known = self.outbox.known_time.newest()
        if known is not None:
            self.clock.known_since(known)

    def commit(self) -> str:
        return self.outbox.commit(SERVICE, b"", slip=b"").key


def stamps(outbox: Outbox) -> list[tuple[str, ClockQuality]]:
    items: list[Delivery] = outbox.claim(100)
    headers = [verify(TERMINAL_PRIVATE.public_key(), item.sealed) for item in items]
    return [(header.created_at, header.clock_quality) for header in headers]


@pytest.mark.parametrize("jumps", [(TO_1970, TO_2099), (TO_2099, TO_1970)])
def test_order_is_that_of_the_commits(tmp_path: Path, jumps: tuple[timedelta, timedelta]) -> None:
    """Who came yesterday would be served after who came today, and each stamp would be believed alike."""
    keys = []
    for seed, ahead in enumerate((timedelta(), *jumps, timedelta())):
        life = OneLife(tmp_path, ahead, seed)
        keys += [life.commit(), life.commit()]
        life.outbox.close()
    life = OneLife(tmp_path, timedelta(), 9)
    assert [case.key for case in life.outbox.listed(limit=100)] == keys
    for stamp, quality in stamps(life.outbox):
        if quality is ClockQuality.AT_LEAST:
            assert START - timedelta(days=20) <= read_stamp(stamp) < START
        else:
            assert quality is ClockQuality.UNKNOWN
    assert life.clock.now() == START, "a day in 2099 that nobody confirmed holds nobody there"
    life.outbox.close()


def test_a_jump_while_the_platform_is_known_moves_nothing(tmp_path: Path) -> None:
    """The slip in the citizen's hand would bear a date of 1970, and time limits would run from there."""
    life = OneLife(tmp_path, timedelta(), 1)
    life.clock.told(START + timedelta(minutes=2))
    for ahead in (TO_1970, TO_2099, timedelta()):
        life.machine.set_back = -ahead
        life.commit()
    assert stamps(life.outbox) == [("2026-11-21T08:32:00.000Z", ClockQuality.CONFIRMED)] * 3
    life.outbox.close()
    after = OneLife(tmp_path, TO_1970, 2)
    assert after.clock.now() == START + timedelta(minutes=2), "a flat battery after the power cut"
    assert after.clock.quality is ClockQuality.AT_LEAST
    after.outbox.close()


@pytest.mark.parametrize("ahead", [TO_1970, TO_2099])
def test_the_queue_drains_whatever_the_clock_says(tmp_path: Path, ahead: timedelta) -> None:
    """Everything would wait for decades, or the platform would be asked without pause."""
    stand = Stand(tmp_path)
    stand.platform.trouble = Unreachable()

    async def scene(_: Sender) -> None:
        made = [stand.commit() for _ in range(3)]
        await stand.clock.advance(HOUR)
        for jump in (ahead, -ahead, -ahead, ahead):
            stand.clock.set_back -= jump
            made.append(stand.commit())
            calls = len(stand.platform.calls)
            await stand.clock.advance(HOUR)
            assert len(stand.platform.calls) - calls < 60
        age = stand.outbox.oldest_age()
        assert age is not None
        assert age >= 0
        stand.platform.trouble = None
        await stand.clock.advance(HOUR)
        assert {stand.state(case) for case in made} == {State.SETTLED}

    stand.play(scene)
    stand.outbox.close()


@pytest.mark.parametrize("ahead", [TO_1970, TO_2099])
def test_a_start_with_a_wrong_clock_finds_the_keys(tmp_path: Path, ahead: timedelta) -> None:
    """The terminal would say that its keys have expired and stay shut, though the platform is there to be asked."""
    with open_site(tmp_path) as site:
        credentials = site.enrol()
        clock = TrustedClock(TerminalClock(ahead))
        assert credentials.sealing_key(TerminalClock(ahead).now()) is None
        client = ProvinceClient(
            site.platform.url, credentials, clock=clock, choose=site.chance.choice, on_time=clock.told
        )
        inquiry = Inquiry(client)
        keys = KeyWatch(credentials, tmp_path, clock, random=Random(1))
        asyncio.run(keys.begin(inquiry))
        inquiry.close()
        client.close()
        assert keys.current is not None
        if ahead > timedelta():
            assert clock.now() == NOW
        else:
            assert clock.now() >= credentials.key_ring.issued, "the ring itself says that it is not 1970"
            return
        assert clock.quality is ClockQuality.CONFIRMED
        assert credentials.sealing_key(clock.now()) is not None


def test_the_platforms_keys_are_of_no_later_day(tmp_path: Path) -> None:
    """With a flat battery and no link, the keys would not be valid yet, and no case could be taken."""
    with open_site(tmp_path, serving=False) as site:
        credentials = site.enrol()
        clock = TrustedClock(TerminalClock(TO_1970))
        clock.known_since(credentials.key_ring.issued)
        assert credentials.sealing_key(clock.now()) is not None
