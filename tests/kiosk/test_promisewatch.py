# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a terminal promises what it cannot keep, or nobody learns that nothing gets through."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from kiosk.failures import Failures
from kiosk.linkwatch import LinkWatch
from kiosk.promisewatch import LOOK_EVERY, PromiseWatch
from offline_cache.clock import ClockQuality
from offline_cache.outbox_thread import OutboxThread
from offline_cache.policy import Limits, Refusal
from offline_cache.trusted_clock import TrustedClock
from tests.offline_cache.store_stand import SERVICE, START, SimulatedClock, open_outbox

DAY = 24 * 3600.0


class Terminal:
    """As much of a terminal as makes promises."""

    def __init__(self, folder: Path, built: datetime | None = None) -> None:
        self.machine = SimulatedClock()
        self.clock = TrustedClock(self.machine, START - timedelta(days=1))
        self.outbox = OutboxThread()
        self.link = LinkWatch(self.clock)
        self.changes = 0
        self.watch = PromiseWatch(
            self.outbox,
            folder,
            self.clock,
            self.link,
            limits=Limits(free_bytes=0),
            key_ends=START + timedelta(days=900),
            enrolled=START,
            built=built,
        )
        self.watch.on_change = self._changed

    def _changed(self) -> None:
        self.changes += 1

    async def commit(self) -> None:
        await self.outbox.call(lambda box: box.commit(SERVICE, b"", slip=b""))


def play(folder: Path, scene: Callable[[Terminal], Awaitable[None]], built: datetime | None = None) -> None:
    async def whole() -> None:
        terminal = Terminal(folder, built)
        await terminal.outbox.open(lambda: open_outbox(folder, terminal.clock, random=Random(1)))
        try:
            await scene(terminal)
        finally:
            await terminal.outbox.close()

    asyncio.run(whole())


def test_without_contact_for_too_long_nothing_is_promised(tmp_path: Path) -> None:
    """「网络一通就送出」, in a place where nobody has seen a network for a month."""

    async def scene(terminal: Terminal) -> None:
        terminal.machine.elapsed = 29 * DAY
        assert await terminal.watch.look() == ()
        terminal.machine.elapsed = 31 * DAY
        assert await terminal.watch.look() == (Refusal.CONTACT,)
        assert terminal.changes == 1
        terminal.link.learned(up=True)
        assert terminal.watch.refusals == (), "the platform answers: nothing has to wait for a link"
        terminal.link.learned(up=False)
        terminal.clock.told(terminal.clock.now())
        assert await terminal.watch.look() == ()

    play(tmp_path, scene)


def test_a_refused_clock_promises_nothing(tmp_path: Path) -> None:
    """What is registered now could not be sent until somebody sets the clock."""

    async def scene(terminal: Terminal) -> None:
        terminal.clock.quality = ClockQuality.REFUSED
        assert await terminal.watch.look() == (Refusal.CLOCK,)
        terminal.clock.told(START)
        assert await terminal.watch.look() == ()
        assert terminal.changes == 2

    play(tmp_path, scene)


def test_an_old_release_promises_nothing(tmp_path: Path) -> None:
    """What it knows of services and certificates is years old."""

    async def scene(terminal: Terminal) -> None:
        terminal.clock.told(START + timedelta(days=731))
        assert await terminal.watch.look() == (Refusal.UPDATE,)

    play(tmp_path, scene, built=START)


def test_two_hours_are_an_alarm_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody would learn that nothing gets through; or the log would say it each minute, and nobody read it."""
    code = Failures.OVERDUE.code

    async def pass_time(terminal: Terminal, seconds: float) -> None:
        for _ in range(int(seconds / LOOK_EVERY)):
            await terminal.machine.advance(LOOK_EVERY)
            await terminal.outbox.call(lambda box: None)  # behind the look

    async def scene(terminal: Terminal) -> None:
        await terminal.commit()
        watching = asyncio.create_task(terminal.watch.run())
        await pass_time(terminal, 7200)
        assert code not in caplog.text
        await pass_time(terminal, 3600)
        told = [record for record in caplog.records if code in record.message]
        assert [record.levelno for record in told] == [logging.ERROR]
        assert "2.0 h" in told[0].message
        assert terminal.watch.refusals == (), "it refuses nobody"
        key = (await terminal.outbox.call(lambda box: box.listed(limit=1)))[0].key
        await terminal.outbox.call(lambda box: box.by_hand.park(key, "asked_by_platform"))
        await pass_time(terminal, 120)
        assert "is over" in caplog.text
        await terminal.outbox.call(lambda box: box.retry(key))
        await pass_time(terminal, 120)
        assert [record.levelno for record in caplog.records if code in record.message].count(logging.ERROR) == 2
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)

    with caplog.at_level(logging.INFO):
        play(tmp_path, scene)


def test_a_case_that_waits_for_a_person_is_an_alarm(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The platform has other bytes under its key, and nobody would know until somebody happens to look."""

    async def scene(terminal: Terminal) -> None:
        for _ in range(2):
            await terminal.commit()
        keys = [one.key for one in await terminal.outbox.call(lambda box: box.listed(limit=9))]
        await terminal.watch.look()
        assert caplog.records == []
        for count, key in enumerate(keys, 1):
            await terminal.outbox.call(lambda box, key=key: box.by_hand.park(key, "key_conflict"))  # type: ignore[misc]
            for _ in range(3):
                await terminal.watch.look()
            assert [record.levelno for record in caplog.records] == [logging.ERROR] * count
        assert keys[0] not in caplog.text

    play(tmp_path, scene)
