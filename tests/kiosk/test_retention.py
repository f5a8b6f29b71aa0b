# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, the copy of the queue is old on the day on which it is needed, or is made while citizens wait."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.retention import COPY_AGAIN, COPY_LOOK_EVERY, copied_at, copy_at_night, copy_due
from offline_cache.errors import StoreCorrupt
from offline_cache.night_copy import copy_of
from tests.offline_cache.store_stand import SimulatedClock, Stand

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)  # half past two in the province


@pytest.mark.parametrize(
    ("age", "now", "due"),
    [
        (None, NOON, True),
        (timedelta(hours=10), NIGHT, False),
        (timedelta(hours=20), NIGHT, True),
        (timedelta(hours=20), NOON, False),
        (timedelta(hours=36), NOON, True),  # the terminal was off in the night
        (timedelta(days=-30 * 365), NOON, True),  # made in 2056, by a clock that was wrong
    ],
)
def test_copies_are_made_at_night_or_when_the_last_is_too_old(age: timedelta | None, now: datetime, due: bool) -> None:
    """A terminal that is switched off at night would never have a copy."""
    assert copy_due(None if age is None else now - age, now) is due


@pytest.fixture
def stand(tmp_path: Path) -> Stand:
    return Stand(tmp_path / "data")


async def _made(clock: SimulatedClock, path: Path, *, spare_bytes: int = 0, seconds: float = COPY_LOOK_EVERY) -> None:
    """Run the job for so long, and let a copy under way be finished."""
    job = asyncio.create_task(copy_at_night(path, clock, spare_bytes=spare_bytes))
    await asyncio.sleep(0)
    await clock.advance(seconds)
    async with asyncio.timeout(10):
        while not job.done() and not clock._sleepers:
            await asyncio.sleep(0.005)
    if job.done():
        await job
    job.cancel()
    await asyncio.gather(job, return_exceptions=True)


def test_the_copy_is_made_beside_the_running_queue(stand: Stand) -> None:
    """The first damaged disk would be the first time that anybody misses a copy."""
    stand.commit()
    path = stand.folder / "outbox.db"
    assert copied_at(path) is None
    asyncio.run(_made(stand.clock, path))
    assert copied_at(path) is not None
    stand.outbox.close()


def test_a_full_disk_costs_the_copy_and_nothing_else(stand: Stand, caplog: pytest.LogCaptureFixture) -> None:
    """The engine would end, or try again every minute."""
    path = stand.folder / "outbox.db"
    asyncio.run(_made(stand.clock, path, spare_bytes=1 << 60, seconds=COPY_AGAIN))
    assert [record.message for record in caplog.records] == [
        "the queue could not be copied: StoreFull (no room for a copy of the database)"
    ]
    assert not copy_of(path).exists()
    stand.outbox.close()


def test_damage_found_at_night_is_raised(stand: Stand) -> None:
    """The terminal would go on writing into a damaged database."""
    for _ in range(50):
        stand.commit("x" * 3000)
    stand.outbox.close()
    path = stand.folder / "outbox.db"
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(os.urandom(4096))
    with pytest.raises(StoreCorrupt):
        asyncio.run(_made(stand.clock, path))
    assert not copy_of(path).exists()
