# SPDX-License-Identifier: GPL-3.0-or-later
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline_cache import pace
from offline_cache.breaker import Breaker
from offline_cache.clock import ClockQuality
from offline_cache.outbox.states import State
from offline_cache.sender import Sender
from offline_cache.transport import (
    CaptivePortal,
    ClockRefused,
    CredentialRefused,
    PlatformTrouble,
    TooMany,
    TransportTrouble,
    Unreachable,
)
from tests.offline_cache.store_stand import Stand, settle

HOUR = 3600.0


@pytest.mark.parametrize(
    "trouble", [Unreachable(), CaptivePortal(), PlatformTrouble()], ids=lambda trouble: trouble.code
)
def test_after_an_outage_everything_arrives_once(stand: Stand, trouble: TransportTrouble) -> None:
    """What was committed during an outage would stay, or arrive twice; or the terminal would hammer the platform."""
    stand.platform.trouble = trouble

    async def scene(sender: Sender) -> None:
        made = [stand.commit() for _ in range(5)]
        for transaction in made:
            assert (await sender.send_now(transaction.key)).state is State.QUEUED
        assert sender.trouble == trouble.code
        calls = len(stand.platform.calls)
        await stand.clock.advance(24 * HOUR)
        probes = stand.platform.calls[calls:]
        assert all(len(probe) == 1 for probe in probes)
        assert 100 < len(probes) < 600
        assert len({key for (key,) in probes}) == 5, "no item may be the only one that is tried"
        assert stand.kept(made[0].key).trouble == trouble.code
        stand.platform.trouble = None
        await stand.clock.advance(pace.LINK_CAP + pace.PHASE_SPREAD + 60)
        assert {stand.state(transaction) for transaction in made} == {State.SETTLED}
        assert sender.trouble is None

    stand.play(scene)
    assert stand.links == ([True] if isinstance(trouble, PlatformTrouble) else [False, True])
    assert len(stand.platform.taken) == 5
    assert stand.platform.duplicates == 0


def test_a_start_into_an_outage_probes_with_one_case(stand: Stand) -> None:
    """Every terminal would throw its whole backlog at a platform that is struggling to its feet."""
    made = [stand.commit() for _ in range(120)]
    stand.platform.trouble = Unreachable()

    async def scene(sender: Sender) -> None:
        await stand.clock.advance(HOUR)
        assert {len(call) for call in stand.platform.calls[1:]} == {1}
        stand.platform.trouble = None
        sender.nudge()
        await stand.clock.advance(60)
        assert {stand.state(transaction) for transaction in made} == {State.SETTLED}
        assert stand.platform.duplicates == 0
        assert len(stand.platform.asked) < 10

    stand.play(scene)


def test_the_technicians_button_ends_every_wait(stand: Stand) -> None:
    """The network is back, and the queue would still wait for minutes."""
    stand.platform.trouble = CredentialRefused()

    async def scene(sender: Sender) -> None:
        made = stand.commit()
        await sender.send_now(made.key)
        stand.platform.trouble = None
        assert (await sender.send_now(made.key)).state is State.QUEUED
        sender.nudge()
        await stand.clock.advance(pace.POLL_BASE + pace.POLL_TICK)
        assert stand.state(made) == State.SETTLED

    stand.play(scene)


def test_a_returning_network_is_used_at_once_but_not_hammered(stand: Stand) -> None:
    """A case would wait minutes after the link is back; or a flapping link would send a probe every second."""
    stand.platform.trouble = Unreachable()

    async def scene(sender: Sender) -> None:
        made = stand.commit()
        await stand.clock.advance(6 * HOUR)
        calls = len(stand.platform.calls)
        for _ in range(60):
            sender.network_back()
            await stand.clock.advance(1)
        assert 2 <= len(stand.platform.calls) - calls <= 5
        stand.platform.trouble = None
        await stand.clock.advance(pace.LINK_BACK_EVERY)
        sender.network_back()
        await stand.clock.advance(pace.POLL_BASE + pace.POLL_TICK)
        assert stand.state(made) == State.SETTLED

    stand.play(scene)


def test_a_pause_that_the_platform_asked_for_is_kept(stand: Stand) -> None:
    """Thousands of terminals would keep the overloaded platform down."""
    stand.platform.trouble = TooMany(120)

    async def scene(sender: Sender) -> None:
        first, second = stand.commit(), stand.commit()
        await sender.send_now(first.key)
        calls = len(stand.platform.calls)
        await stand.clock.advance(119)
        await sender.send_now(second.key)
        sender.network_back()
        await settle()
        assert len(stand.platform.calls) == calls
        stand.platform.trouble = None
        await stand.clock.advance(1 + pace.LINK_BASE + pace.POLL_BASE + pace.POLL_TICK)
        assert stand.state(first) == stand.state(second) == State.SETTLED

    stand.play(scene)


def test_a_refused_clock_is_remembered(stand: Stand) -> None:
    """Later headers would claim a confirmed clock although it is years off."""
    stand.platform.trouble = ClockRefused()

    async def scene(sender: Sender) -> None:
        made = stand.commit()
        assert (await sender.send_now(made.key)).trouble == "clock_refused"

    stand.play(scene)
    assert stand.clock.quality is ClockQuality.REFUSED


def test_terminals_come_back_spread_out() -> None:
    """After a province-wide outage twenty thousand terminals would return in the same second."""
    waits = []
    for terminal in range(1000):
        breaker = Breaker(Random(1), pace.terminal_phase(f"{terminal:08}"))
        for now in (0.0, HOUR):
            breaker.failed(Unreachable(), now)
        waits.append(breaker.wait(HOUR))
    # Chance is the same for all here: what spreads them is each one's own phase.
    soonest = min(waits)
    busiest = max(sum(start <= wait - soonest < start + 1 for wait in waits) for start in range(60))
    assert max(waits) - soonest > 0.9 * pace.PHASE_SPREAD
    assert busiest < 40


@given(st.integers(), st.floats(-1e10, 1e10), st.floats(0.1, 100), st.floats(100, 10_000))
def test_a_wait_stays_within_its_limits(seed: int, age: float, base: float, cap: float) -> None:
    """A strange clock could make a wait negative, or a hundred years."""
    assert 0 <= pace.jittered(Random(seed), age, base, cap) <= cap


@pytest.mark.parametrize("trouble", [Unreachable(), CaptivePortal(), PlatformTrouble()], ids=lambda one: one.code)
def test_after_an_outage_the_oldest_goes_first_and_in_batches(stand: Stand, trouble: TransportTrouble) -> None:
    """Who came in the morning would wait until all who came since are served, each in a call of his own."""
    made = [stand.commit() for _ in range(20)]
    stand.platform.trouble = trouble

    async def scene(sender: Sender) -> None:
        await stand.clock.advance(4 * HOUR)
        stand.platform.trouble = None
        calls = len(stand.platform.calls)
        sender.nudge()
        await stand.clock.advance(60)
        probe, *batches = stand.platform.calls[calls:]
        assert len(probe) == 1
        assert [key for call in batches for key in call] == [one.key for one in made if one.key not in probe]
        assert len(batches) <= 6

    stand.play(scene)
