# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, nobody learns that a terminal is in trouble, or learning of it holds up a citizen's case."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import pairwise
from typing import cast

import pytest

from drivers.contract import DeviceState, Status
from kiosk.heartbeat import EVERY, LOOK_AGAIN, Heart
from kiosk.inquiry import Inquiry
from kiosk.linkwatch import LinkWatch
from kiosk.promisewatch import PromiseWatch
from kiosk.province.contract import Heartbeat
from kiosk.seen_devices import AnyDevice
from offline_cache.clock import ClockQuality, stamp
from offline_cache.outbox.states import State
from offline_cache.outbox.transaction import Transaction
from offline_cache.policy import Condition, Refusal
from offline_cache.sender import Sender
from offline_cache.transport import PlatformTrouble, Unreachable
from offline_cache.trusted_clock import TrustedClock
from tests.offline_cache.store_stand import START, SimulatedClock

CONDITION = Condition(
    free_bytes=7_000_000_000,
    waiting=3,
    oldest_seconds=5400.7,
    platform_key_expired=False,
    set_aside=1,
    clock_quality=ClockQuality.CONFIRMED,
)


class Sensor:
    def __init__(self, state: DeviceState) -> None:
        self.status = Status(state)


class Terminal:
    """A terminal with a heart, and what it tells a platform."""

    def __init__(self, name: str = "4452-0137") -> None:
        self.machine = SimulatedClock()
        self.clock = TrustedClock(self.machine, START - timedelta(days=1))
        self.heart = Heart(name, self.clock, built=None)
        self.link = LinkWatch(self.clock)
        self.link.online = True
        self.resting = True
        self.condition: Condition | None = CONDITION
        self.refusals = (Refusal.DISK,)
        self.beats: list[tuple[float, Heartbeat]] = []
        self.fails: Exception | None = None

    async def heartbeat(self, beat: Heartbeat) -> None:
        self.beats.append((self.machine.elapsed, beat))
        if self.fails is not None:
            raise self.fails


def play(scene: Callable[[Terminal], Awaitable[None]], name: str = "4452-0137") -> Terminal:
    terminal = Terminal(name)

    async def whole() -> None:
        beating = asyncio.create_task(
            terminal.heart.run(
                cast("Inquiry", terminal),
                cast("Sender", terminal),
                terminal.link,
                cast("PromiseWatch", terminal),
                {
                    "presence": cast("AnyDevice", Sensor(DeviceState.ONLINE)),
                    "ups": cast("AnyDevice", Sensor(DeviceState.OFFLINE)),
                },
            )
        )
        try:
            await scene(terminal)
            assert not beating.done()
        finally:
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)

    asyncio.run(whole())
    return terminal


def test_it_tells_how_the_terminal_is_and_nothing_of_any_case() -> None:
    """Nobody would know which of 20,000 terminals fills up, and what is told must name no case."""

    async def scene(terminal: Terminal) -> None:
        accepted = Transaction(
            key="k", number="1", service="s", state=State.ACCEPTED, created_at=stamp(START), digest="d"
        )
        terminal.heart.heard(accepted)
        terminal.clock.told(START - timedelta(seconds=90))
        await terminal.machine.advance(2 * EVERY)

    [(_, beat), *_] = play(scene).beats
    assert beat.model_dump() == {
        "built": None,
        "waiting": 3,
        "set_aside": 1,
        "oldest_seconds": 5400,
        "last_accepted": None,
        "free_bytes": 7_000_000_000,
        "clock_quality": ClockQuality.CONFIRMED,
        "clock_ahead": 90,
        "refused": ("disk",),
        "unusable": ("ups",),
    }


def test_it_tells_when_something_was_accepted_last() -> None:
    """A terminal that is reached and delivers nothing would look like one that has nothing to deliver."""

    async def scene(terminal: Terminal) -> None:
        for hours in (2, 1):
            at = stamp(START - timedelta(hours=hours))
            terminal.heart.heard(
                Transaction(
                    key="k", number="1", service="s", state=State.ACCEPTED, created_at=at, digest="d", accepted_at=at
                )
            )
        await terminal.machine.advance(2 * EVERY)

    assert play(scene).beats[0][1].last_accepted == START - timedelta(hours=1)


def test_terminals_beat_at_moments_of_their_own() -> None:
    """A whole province at the same moment, and again whenever its power comes back, would be a flood."""

    async def scene(terminal: Terminal) -> None:
        await terminal.machine.advance(6 * EVERY)

    moments = []
    for number in range(20):
        times = [at for at, _ in play(scene, f"4452-{number:04}").beats]
        assert {round(later - earlier) for earlier, later in pairwise(times)} == {EVERY}
        moments.append(times[0] % EVERY)
    assert len({int(moment // (EVERY / 4)) for moment in moments}) == 4


def test_citizens_cases_go_first() -> None:
    """On a slow line it would take the seconds that a citizen waits for the receipt."""

    async def scene(terminal: Terminal) -> None:
        terminal.resting = False
        await terminal.machine.advance(EVERY * 1.3)
        assert terminal.beats == []
        terminal.resting = True
        await terminal.machine.advance(LOOK_AGAIN)

    assert len(play(scene).beats) <= 1


def test_an_outage_is_not_made_up_for() -> None:
    """All terminals of a county would beat in the moment in which its link is back."""

    async def scene(terminal: Terminal) -> None:
        terminal.link.online = False
        await terminal.machine.advance(10 * EVERY)
        terminal.link.online = True
        await terminal.machine.advance(LOOK_AGAIN)
        assert terminal.beats == []
        await terminal.machine.advance(2 * EVERY)
        assert len(terminal.beats) == 2

    play(scene)


@pytest.mark.parametrize(
    "fails", [Unreachable(), PlatformTrouble(), ValueError("陈桂英")], ids=lambda one: type(one).__name__
)
def test_what_fails_disturbs_nobody(fails: Exception, caplog: pytest.LogCaptureFixture) -> None:
    """A platform without this address would end the terminal, or fill its log."""

    async def scene(terminal: Terminal) -> None:
        terminal.fails = fails
        await terminal.machine.advance(10 * EVERY)
        assert len(terminal.beats) > 5
        terminal.fails = None
        await terminal.machine.advance(2 * EVERY)

    with caplog.at_level(logging.INFO):
        play(scene)
    assert len(caplog.records) == 1
    assert "陈桂英" not in caplog.text
