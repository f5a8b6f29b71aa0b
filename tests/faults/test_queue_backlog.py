# SPDX-License-Identifier: GPL-3.0-or-later
"""As much waits as a terminal lets wait, and the link comes back: it drains in batches, the oldest first."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.province.reference.tables import deliveries
from offline_cache import pace
from offline_cache.outbox.states import State
from tests.bad_weather import Mishap
from tests.terminal_here import terminal_and_platform


@pytest.mark.parametrize("count", [300, pytest.param(5000, marks=[pytest.mark.long, pytest.mark.timeout(1200)])])
def test_a_backlog_drains_in_batches(tmp_path: Path, count: int) -> None:
    """One by one, half a year would take a link for days; a snapshot would leave out who comes meanwhile."""
    with terminal_and_platform(tmp_path) as (terminal, platform):
        terminal.weather.usual = Mishap.NO_LINK
        made = [terminal.commit() for _ in range(count)]
        terminal.advance(60)
        terminal.weather.clear_up()
        before = platform.requests
        terminal.sender.nudge()
        terminal.advance(1)
        late = terminal.commit()
        terminal.advance(59)
        platform.process(10_000)
        terminal.advance(2 * pace.POLL_CAP)
        assert terminal.outbox.counts()[State.SETTLED] == count + 1
        # Fifty cases a delivery; each case is asked about some times before it is settled, up to 200 in a question.
        assert platform.requests - before <= count / 4 + 180, "an exchange for each case"
        with platform.database.begin() as connection:
            arrived = list(connection.scalars(select(deliveries.c.key).order_by(deliveries.c.platform_number)))
        probe = arrived.pop(0)
        assert probe in {one.key for one in made[:10]}
        assert arrived == [one.key for one in (*made, late) if one.key != probe], "who came first is served first"
