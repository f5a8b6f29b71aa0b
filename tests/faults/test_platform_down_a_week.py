# SPDX-License-Identifier: GPL-3.0-or-later
"""The platform is down for a week, while the terminal works on and is switched off every night."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from offline_cache import pace
from offline_cache.outbox.states import State
from offline_cache.policy import Limits, Surroundings, measure, overdue, refusals
from offline_cache.sender import Sender
from offline_cache.transport import Unreachable
from tests.offline_cache.store_stand import PLATFORM_KEY, START, Stand

DAY = 24 * 3600.0
CASES_A_DAY = 12


def test_a_week_without_the_platform(tmp_path: Path) -> None:
    """A week of citizens' cases would be lost, be doubled, or wait on although the platform is back."""
    stand = Stand(tmp_path)
    platform = stand.platform
    platform.trouble = Unreachable()
    made = []

    async def a_day(sender: Sender) -> None:
        for _ in range(CASES_A_DAY):
            made.append(stand.commit())
            await stand.clock.advance(600)
        await stand.clock.advance(10 * 3600)

    for day in range(7):
        calls = len(platform.calls)
        stand.play(a_day)
        assert len(platform.calls) - calls < 400, "a platform that is down is not hammered"
        stand.clock.elapsed = (day + 1) * DAY
        stand.restart()

    now = START + timedelta(days=7)
    around = Surroundings(now=now, platform_key_not_after=PLATFORM_KEY.not_after, contact=START)
    condition = measure(stand.outbox, stand.folder, around)
    assert condition.waiting == 7 * CASES_A_DAY
    assert condition.oldest_seconds == 7 * DAY
    assert refusals(condition, Limits(free_bytes=0)) == (), "after a week offline work is still taken"
    assert overdue(condition, Limits())
    platform.trouble = None
    calls = len(platform.calls)

    async def back(_: Sender) -> None:
        await stand.clock.advance(pace.LINK_CAP + pace.PHASE_SPREAD + 60)

    stand.play(back)
    assert {stand.state(case) for case in made} == {State.SETTLED}
    assert platform.duplicates == 0
    sent = [key for call in platform.calls[calls:] for key in call]
    assert sent == [case.key for case in made], "the first who came is the first who is served"
    stand.outbox.close()
