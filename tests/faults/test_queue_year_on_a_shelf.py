# SPDX-License-Identifier: GPL-3.0-or-later
"""A terminal, or one case in it, stands still for a year: on a shelf, without a link, at a platform that is slow."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from kiosk.province.reference.record import record_of
from kiosk.province.reference.retention import drop_old_bytes
from offline_cache.outbox.states import State
from offline_cache.policy import Limits, Refusal, Surroundings, measure, refusals
from tests.bad_weather import Mishap
from tests.offline_cache.store_stand import START
from tests.terminal_here import terminal_and_platform

DAY = 24 * 3600.0
YEAR = 366 * DAY


def test_a_year_without_a_link(tmp_path: Path) -> None:
    """A citizen's case would be thrown away for its age, or new ones be promised meanwhile that nobody can keep."""
    with terminal_and_platform(tmp_path) as (terminal, platform):
        terminal.weather.usual = Mishap.NO_LINK
        made = [terminal.commit() for _ in range(5)]
        terminal.send_now(made[0].key)
        terminal.close()
        terminal.time.elapsed += YEAR
        terminal.start()
        terminal.advance(3600)
        around = Surroundings(
            now=terminal.clock.now(), platform_key_not_after=START + timedelta(days=3000), contact=START
        )
        condition = measure(terminal.outbox, terminal.store, around)
        assert refusals(condition, Limits(free_bytes=0)) == (Refusal.AGE, Refusal.CONTACT)
        assert {one.state for one in terminal.kept().values()} == {State.QUEUED}
        terminal.weather.clear_up()
        terminal.sender.nudge()
        terminal.advance(60)
        platform.process()
        terminal.advance(1800)
        assert {one.state for one in terminal.kept().values()} == {State.SETTLED}
        assert set(platform.held()) == {one.key for one in made}


def test_the_reply_was_lost_a_year_ago(tmp_path: Path) -> None:
    """The platform has had the case for a year, and has deleted its bytes: the citizen would get a second number."""
    with terminal_and_platform(tmp_path) as (terminal, platform):
        made = terminal.commit()
        terminal.weather.usual = Mishap.REPLY_LOST
        terminal.send_now(made.key)
        platform.process()
        before = record_of(platform.database, made.key)
        assert before is not None
        assert terminal.kept()[made.key].state is State.QUEUED
        terminal.close()
        terminal.time.elapsed += YEAR + DAY
        assert drop_old_bytes(platform.database, now=terminal.time.now()) == 1
        terminal.weather.clear_up()
        terminal.start()
        terminal.advance(60)
        after = record_of(platform.database, made.key)
        assert after is not None
        kept = terminal.kept()[made.key]
        assert kept.state is State.SETTLED
        assert kept.platform_number == before.platform_number == after.platform_number
        assert (after.arrivals - before.arrivals, after.settled_at) == (1, before.settled_at)


def test_one_case_that_nobody_finishes_holds_up_no_other(tmp_path: Path) -> None:
    """The platform accepted it and never gets round to it; the terminal asks for a year, and works on."""
    with terminal_and_platform(tmp_path) as (terminal, platform):
        stuck = terminal.commit()
        terminal.send_now(stuck.key)
        asked = 0
        for quarter in range(4):
            terminal.close()
            terminal.time.elapsed += 90 * DAY
            terminal.start()
            told = terminal.send_now(terminal.commit().key)
            assert told.state is State.ACCEPTED, quarter
            before = terminal.weather.platform.requests
            terminal.advance(2 * 3600)
            asked = terminal.weather.platform.requests - before
        assert asked <= 2 * 60 + 20, "about all that is old in one question, a minute at most; the newest more often"
        platform.process()
        terminal.advance(3600)
        assert terminal.kept()[stuck.key].state is State.SETTLED
