# SPDX-License-Identifier: GPL-3.0-or-later
from dataclasses import replace
from datetime import timedelta

import pytest

from offline_cache.policy import Condition, Limits, Refusal, measure, refusals
from tests.offline_cache.store_stand import START, Stand

LIMITS = Limits(free_bytes=1000, waiting=3, oldest_seconds=60)
GOOD = Condition(free_bytes=1000, waiting=2, oldest_seconds=60.0, platform_key_expired=False)


def test_a_good_condition_refuses_nothing() -> None:
    """The terminal would turn citizens away for no reason."""
    assert refusals(GOOD, LIMITS) == ()
    assert refusals(replace(GOOD, oldest_seconds=None), LIMITS) == ()


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        (replace(GOOD, free_bytes=999), Refusal.DISK),
        (replace(GOOD, waiting=3), Refusal.COUNT),
        (replace(GOOD, oldest_seconds=60.5), Refusal.AGE),
        (replace(GOOD, platform_key_expired=True), Refusal.PLATFORM_KEY),
    ],
)
def test_each_limit_refuses_with_its_own_reason(condition: Condition, reason: Refusal) -> None:
    """The citizen would type for nothing, or the technician not learn why."""
    assert refusals(condition, LIMITS) == (reason,)


def test_all_reasons_are_told_at_once() -> None:
    """The technician would clear one reason and find the next."""
    bad = Condition(free_bytes=0, waiting=9, oldest_seconds=1e9, platform_key_expired=True)
    assert refusals(bad, LIMITS) == tuple(Refusal)


def test_the_condition_is_that_of_the_store(stand: Stand) -> None:
    """The limits would be held against something else than what waits."""
    stand.commit()
    stand.clock.elapsed += 90
    rejected = stand.commit()
    stand.outbox.claim_one(rejected.key)
    stand.outbox.reject(rejected.key, "form_invalid")
    now = stand.clock.now()
    condition = measure(stand.outbox, stand.folder, START + timedelta(days=1), now)
    assert (condition.waiting, condition.oldest_seconds, condition.platform_key_expired) == (2, 90, False)
    assert condition.free_bytes > 0
    assert measure(stand.outbox, stand.folder, now, now).platform_key_expired
