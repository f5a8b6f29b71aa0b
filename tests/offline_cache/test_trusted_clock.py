# SPDX-License-Identifier: GPL-3.0-or-later
from datetime import timedelta
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from offline_cache.clock import ClockQuality
from offline_cache.outbox.outbox import Outbox
from offline_cache.trusted_clock import TrustedClock
from tests.offline_cache.store_stand import SERVICE, START, SimulatedClock, Stand, open_outbox

YEARS = timedelta(days=365)


def wrong_by(ahead: timedelta) -> SimulatedClock:
    machine = SimulatedClock()
    machine.set_back = -ahead
    return machine


def commit(outbox: Outbox) -> None:
    outbox.commit(SERVICE, b"", slip=b"")


def test_a_flat_battery_does_not_bring_back_1970() -> None:
    """Every case would be registered decades ago, and every key of the platform would not be valid yet."""
    machine = wrong_by(-56 * YEARS)
    clock = TrustedClock(machine, START)
    machine.elapsed = 60
    assert clock.now() == START + timedelta(seconds=60)
    assert clock.quality is ClockQuality.AT_LEAST
    clock.known_since(START + timedelta(days=3))
    clock.known_since(START)
    assert clock.now() == START + timedelta(days=3)


def test_a_clock_that_nobody_confirmed_says_so() -> None:
    """The platform could not tell a stamp that can be trusted from one of a clock set by hand."""
    clock = TrustedClock(wrong_by(73 * YEARS), START)
    assert clock.now() == START + 73 * YEARS
    assert clock.quality is ClockQuality.UNKNOWN


@given(st.lists(st.floats(-5e9, 5e9), max_size=10), st.floats(-5e9, 2e9))
def test_what_the_platform_told_counts(jumps: list[float], first: float) -> None:
    """Whoever sets the machine's clock, or a battery that fails, would move the times of citizens' cases."""
    machine = wrong_by(timedelta(seconds=first))
    clock = TrustedClock(machine, START - YEARS)
    clock.told(START)
    for jump in jumps:
        machine.set_back = timedelta(seconds=jump)
        machine.elapsed += 10
    assert clock.now() == START + timedelta(seconds=10 * len(jumps))
    assert clock.last_told() == clock.now()
    assert clock.last_contact() == START
    assert clock.quality is ClockQuality.CONFIRMED


def test_the_platform_may_correct_itself() -> None:
    """One wrong answer would keep the terminal in the future for good."""
    clock = TrustedClock(SimulatedClock(), START)
    clock.told(START + 73 * YEARS)
    clock.told(START)
    assert clock.now() == START


def test_known_time_survives_a_restart(stand: Stand) -> None:
    """After a power cut with a flat battery the terminal would be back at the day of its release."""
    assert stand.outbox.known_time.newest() is None
    stand.outbox.known_time.keep(START + timedelta(days=9))
    stand.restart()
    assert stand.outbox.known_time.newest() == START + timedelta(days=9)
    stand.outbox.known_time.keep(START)
    assert stand.outbox.known_time.newest() == START, "the platform's last word counts"


def test_only_stamps_that_are_sure_count(tmp_path: Path) -> None:
    """A day with the clock at 2099 would keep the terminal there, and no key would be valid any more."""
    machine = wrong_by(73 * YEARS)
    clock = TrustedClock(machine, START)
    outbox = open_outbox(tmp_path, clock, random=Random(1))
    commit(outbox)
    assert outbox.known_time.newest() is None
    machine.set_back = 56 * YEARS
    machine.elapsed = 7
    commit(outbox)
    assert outbox.known_time.newest() == START + timedelta(seconds=7)
    clock.told(START + timedelta(days=1))
    commit(outbox)
    assert outbox.known_time.newest() == START + timedelta(days=1)
    outbox.purge(START + 100 * YEARS)
    outbox.close()
