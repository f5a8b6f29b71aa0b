# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, the copy of the queue is old on the day on which it is needed, or is made while citizens wait."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from kiosk.retention import (
    ATTACHMENTS_EVERY,
    BETWEEN_ATTACHMENTS,
    COPY_AGAIN,
    COPY_LOOK_EVERY,
    KEPT,
    LOOK_EVERY,
    TIME_LOOK_EVERY,
    copied_at,
    copy_at_night,
    copy_due,
    examine_attachments,
    purge_settled,
)
from offline_cache.attachments.folder import FOLDER
from offline_cache.errors import StoreCorrupt
from offline_cache.night_copy import copy_of
from offline_cache.outbox.states import State
from offline_cache.outbox_thread import OutboxThread
from offline_cache.transport import Accepted, Stage, StatusResult
from offline_cache.trusted_clock import TrustedClock
from tests.offline_cache.store_stand import START, SimulatedClock, Stand, open_outbox

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


def test_nothing_is_deleted_by_a_clock_that_leapt_ahead(tmp_path: Path) -> None:
    """A flat battery that says 2099 would delete, at the next start, what was settled yesterday."""
    stand = Stand(tmp_path)
    machine = SimulatedClock()
    clock = TrustedClock(machine, START)
    made = stand.commit()
    [item] = stand.outbox.claim(1)
    stand.outbox.record_acceptance(Accepted(key=made.key, digest=item.sealed.digest, acceptance=b"signed"))
    stand.outbox.settle(StatusResult(key=made.key, stage=Stage.SETTLED))
    outbox = OutboxThread()

    async def pass_time(seconds: float) -> None:
        await machine.advance(seconds)
        await outbox.call(lambda box: None)  # behind whatever was called before
        await machine.advance(0)

    async def state() -> State:
        kept = await outbox.call(lambda box: box.get(made.key))
        assert kept is not None
        return kept.state

    async def scene() -> None:
        await outbox.open(lambda: open_outbox(tmp_path, clock, random=Random(2)))
        machine.set_back = -timedelta(days=73 * 365)
        purging = asyncio.create_task(purge_settled(outbox, clock))
        await pass_time(TIME_LOOK_EVERY)
        assert await state() is State.SETTLED
        clock.told(START + KEPT - timedelta(days=1))
        await pass_time(TIME_LOOK_EVERY)
        assert await state() is State.SETTLED
        clock.told(START + KEPT + timedelta(days=1))
        await pass_time(LOOK_EVERY)
        assert await state() is State.PURGED
        purging.cancel()
        await asyncio.gather(purging, return_exceptions=True)
        await outbox.close()

    stand.outbox.close()
    asyncio.run(scene())


@pytest.mark.parametrize("damage", ["missing", "altered"])
def test_a_paper_that_went_bad_is_found_within_a_day(tmp_path: Path, damage: str) -> None:
    """In a village without a link it would be found after weeks, when the citizen cannot bring it again."""
    clock = SimulatedClock()
    outbox = OutboxThread()

    async def pass_time(seconds: float) -> None:
        await clock.advance(seconds)
        await outbox.call(lambda box: None)  # behind whatever was called before
        await clock.advance(0)

    async def states() -> list[tuple[State, str | None]]:
        return [(one.state, one.trouble) for one in await outbox.call(lambda box: box.listed(limit=10))]

    async def scene() -> None:
        await outbox.open(lambda: open_outbox(tmp_path, clock, random=Random(2)))
        for _ in range(2):
            await outbox.call(lambda box: box.commit("report-12345", b"{}", slip=b"{}", attachments=[b"a picture"] * 2))
        watching = asyncio.create_task(examine_attachments(outbox, clock))
        await pass_time(COPY_LOOK_EVERY)
        for _ in range(6):
            await pass_time(BETWEEN_ATTACHMENTS)
        assert await states() == [(State.QUEUED, None)] * 2
        path = tmp_path / FOLDER / (await outbox.call(lambda box: box.attachments.undelivered()))[1][1].digest
        path.unlink() if damage == "missing" else path.write_bytes(bytes(path.stat().st_size))
        await pass_time(ATTACHMENTS_EVERY)
        for _ in range(6):
            await pass_time(BETWEEN_ATTACHMENTS)
        assert await states() == [(State.PARKED, "damaged"), (State.QUEUED, None)]
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await outbox.close()

    asyncio.run(scene())
