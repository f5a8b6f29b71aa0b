# SPDX-License-Identifier: GPL-3.0-or-later
from dataclasses import replace
from datetime import timedelta

import pytest

from offline_cache.clock import ClockQuality
from offline_cache.outbox.states import State
from offline_cache.policy import ONLY_OFFLINE, Condition, Limits, Refusal, Surroundings, measure, overdue, refusals
from tests.offline_cache.store_stand import START, Stand

LIMITS = Limits(free_bytes=1000, waiting=3, oldest=60, contact=120, update=240, overdue=30)
GOOD = Condition(
    free_bytes=1000,
    waiting=2,
    oldest_seconds=60.0,
    platform_key_expired=False,
    contact_seconds=120.0,
    update_seconds=240.0,
)
BAD = {
    Refusal.DISK: replace(GOOD, free_bytes=999),
    Refusal.COUNT: replace(GOOD, waiting=3),
    Refusal.AGE: replace(GOOD, oldest_seconds=60.5),
    Refusal.CONTACT: replace(GOOD, contact_seconds=120.5),
    Refusal.CLOCK: replace(GOOD, clock_quality=ClockQuality.REFUSED),
    Refusal.UPDATE: replace(GOOD, update_seconds=240.5),
    Refusal.PLATFORM_KEY: replace(GOOD, platform_key_expired=True),
}
KEY_ENDS = START + timedelta(days=1)


def test_a_good_condition_refuses_nothing() -> None:
    """The terminal would turn citizens away for no reason."""
    assert refusals(GOOD, LIMITS) == ()
    assert refusals(replace(GOOD, oldest_seconds=None, contact_seconds=None, update_seconds=None), LIMITS) == ()


@pytest.mark.parametrize("reason", Refusal)
def test_each_limit_refuses_with_its_own_reason(reason: Refusal) -> None:
    """The citizen would type for nothing, or the technician not learn why."""
    assert refusals(BAD[reason], LIMITS) == (reason,)


@pytest.mark.parametrize("reason", Refusal)
def test_what_concerns_only_offline_work_holds_up_nobody_while_the_platform_answers(reason: Refusal) -> None:
    """A backlog that drains at this moment would close the terminal to whoever stands before it."""
    assert refusals(BAD[reason], LIMITS, online=True) == (() if reason in ONLY_OFFLINE else (reason,))


def test_all_reasons_are_told_at_once() -> None:
    """The technician would clear one reason and find the next."""
    bad = Condition(
        free_bytes=0,
        waiting=9,
        oldest_seconds=1e9,
        platform_key_expired=True,
        clock_quality=ClockQuality.REFUSED,
        contact_seconds=1e9,
        update_seconds=1e9,
    )
    assert refusals(bad, LIMITS) == tuple(Refusal)


@pytest.mark.parametrize("quality", [ClockQuality.UNKNOWN, ClockQuality.AT_LEAST, ClockQuality.CONFIRMED])
def test_a_clock_that_is_only_doubtful_refuses_nobody(quality: ClockQuality) -> None:
    """A flat battery and no link is a village's every morning; each stamp says how far it can be believed."""
    assert refusals(replace(GOOD, clock_quality=quality), LIMITS) == ()


def test_the_two_hour_rule() -> None:
    """A link that died in the morning would be found out when the first citizen asks."""
    assert Limits().overdue == 2 * 3600
    assert overdue(replace(GOOD, oldest_seconds=30.5), LIMITS)
    assert not overdue(replace(GOOD, oldest_seconds=30.0), LIMITS)
    assert not overdue(replace(GOOD, oldest_seconds=None), LIMITS)


def test_the_condition_is_that_of_the_store(stand: Stand) -> None:
    """The limits would be held against something else than what waits."""
    stand.commit()
    stand.clock.elapsed += 90
    stand.commit()
    around = Surroundings(
        now=stand.clock.now(), platform_key_not_after=KEY_ENDS, built=START - timedelta(days=1), contact=START
    )
    condition = measure(stand.outbox, stand.folder, around)
    assert (condition.waiting, condition.oldest_seconds, condition.platform_key_expired) == (2, 90, False)
    assert (condition.contact_seconds, condition.update_seconds) == (90, 24 * 3600 + 90)
    assert condition.free_bytes > 0
    assert measure(stand.outbox, stand.folder, replace(around, now=KEY_ENDS)).platform_key_expired


@pytest.mark.parametrize("state", [State.REJECTED, State.PARKED])
def test_what_was_set_aside_ages_for_itself(stand: Stand, state: State) -> None:
    """One case that a person has to look at would close the whole terminal after a month."""
    aside = stand.commit()
    stand.outbox.claim_one(aside.key)
    if state is State.PARKED:
        stand.outbox.park(aside.key, "key_conflict")
    else:
        stand.outbox.reject(aside.key, "form_invalid")
    stand.clock.elapsed += 90
    stand.commit()
    stand.clock.elapsed += 5
    condition = measure(
        stand.outbox, stand.folder, Surroundings(now=stand.clock.now(), platform_key_not_after=KEY_ENDS)
    )
    assert (condition.waiting, condition.oldest_seconds) == (2, 5)


def test_the_last_contact_is_the_newest_that_is_known(stand: Stand) -> None:
    """After a restart the terminal would believe that it has been alone since its enrolment."""
    around = Surroundings(now=START + timedelta(days=9), platform_key_not_after=KEY_ENDS)
    assert measure(stand.outbox, stand.folder, around).contact is None
    enrolled = replace(around, contact=START)
    assert measure(stand.outbox, stand.folder, enrolled).contact == START
    stand.outbox.known_time.keep(START + timedelta(days=8), START + timedelta(days=2))
    stand.restart()
    assert measure(stand.outbox, stand.folder, enrolled).contact == START + timedelta(days=2)
    this_start = replace(around, contact=START + timedelta(days=5))
    assert measure(stand.outbox, stand.folder, this_start).contact_seconds == 4 * 24 * 3600


def test_an_earlier_releases_word_on_the_time_counts_as_contact(stand: Stand) -> None:
    """After an update, or a step back and forth, the terminal would refuse work until it hears of the platform."""
    stand.outbox.known_time.keep(START + timedelta(days=3))
    with stand.outbox._database.transaction() as connection:
        connection.execute("DELETE FROM last_contact")
    assert stand.outbox.known_time.contact() == START + timedelta(days=3)
