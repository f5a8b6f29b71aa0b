# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, the disk that takes the queue with it takes its copy as well, though there was a second disk."""

from __future__ import annotations

import asyncio
import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kiosk.commands.doctor_copy import examine_copy
from kiosk.retention import COPY_LOOK_EVERY, COPY_TOO_OLD, copied_at, copy_at_night
from kiosk.store import STORE
from offline_cache.errors import StoreCorrupt, StoreFull
from offline_cache.night_copy import copy, copy_of
from offline_cache.salvage import ready, salvage
from tests.offline_cache.store_stand import SimulatedClock, Stand, open_outbox


@pytest.fixture
def second() -> Iterator[Path]:
    """A folder on another disk than the queue's."""
    with TemporaryDirectory(dir="/dev/shm") as folder:
        yield Path(folder)


@pytest.fixture
def path(stand: Stand) -> Path:
    return stand.folder / "outbox.db"


def night(clock: SimulatedClock, path: Path, second: Path) -> None:
    """Run the nightly job until it has done its work once."""

    async def whole() -> None:
        job = asyncio.create_task(copy_at_night(path, clock, spare_bytes=0, second=second))
        await asyncio.sleep(0)
        await clock.advance(COPY_LOOK_EVERY)
        async with asyncio.timeout(15):
            while not job.done() and not clock._sleepers:
                await asyncio.sleep(0.005)
        assert not job.done()
        job.cancel()
        await asyncio.gather(job, return_exceptions=True)

    asyncio.run(whole())


def test_the_copy_goes_to_the_second_disk_and_is_nobody_elses_to_read(stand: Stand, path: Path, second: Path) -> None:
    """On the queue's own disk it would be gone with the queue."""
    stand.commit("陈桂英")
    copy(path, spare_bytes=0)
    os.utime(copy_of(path), (0, 0))  # of long ago
    night(stand.clock, path, second)
    made = copy_of(path, second)
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert "陈桂英".encode() not in made.read_bytes()
    assert [one.name for one in second.iterdir()] == ["outbox.db.copy"]
    assert not copy_of(path).exists(), "the older one beside the queue only takes its room"
    assert copied_at(path, second) is not None


def test_without_the_second_disk_the_copy_lies_beside_the_queue(
    stand: Stand, path: Path, second: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A disk that nobody has mounted would end the nightly copies without a word."""
    missing = second / "not mounted"
    with caplog.at_level(logging.WARNING):
        night(stand.clock, path, missing)
    assert copy_of(path).exists()
    assert not missing.exists(), "on the queue's own disk it would pass for the second"
    assert [record.message for record in caplog.records] == [
        f"{missing} takes no copy of the queue: StoreUnreadable (ENOENT)"
    ]


def test_a_full_second_disk_keeps_the_copy_that_it_has(stand: Stand, path: Path, second: Path) -> None:
    """Neither the old nor the new copy would be there when it is needed."""
    first = copy(path, spare_bytes=0, folder=second)
    inode = first.stat().st_ino
    with pytest.raises(StoreFull):
        copy(path, spare_bytes=1 << 60, folder=second)
    assert (first.stat().st_ino, [one.name for one in second.iterdir()]) == (inode, ["outbox.db.copy"])


def test_a_new_disk_finds_the_queue_again(stand: Stand, path: Path, second: Path, tmp_path: Path) -> None:
    """Its disk is dead: every case that had waited would be lost, though there is a copy."""
    waiting = [stand.commit() for _ in range(5)]
    copy(path, spare_bytes=0, folder=second)
    stand.outbox.close()
    new = tmp_path / "new disk" / "outbox.db"
    new.parent.mkdir()
    with pytest.raises(StoreCorrupt):
        ready(new, second)
    report = salvage(new, stand.clock.now(), second)
    assert (report.saved, report.from_copy) == (5, 5)
    ready(new, second)
    outbox = open_outbox(new.parent, stand.clock, random=stand.random)
    assert [item.key for item in outbox.claim(10)] == [one.key for one in waiting]
    outbox.close()


def test_the_newest_of_two_copies_counts(stand: Stand, path: Path, second: Path) -> None:
    """Cases of the nights in which the second disk was away would be missing."""
    stand.commit()
    os.utime(copy(path, spare_bytes=0, folder=second), (0, 0))
    stand.commit()
    copy(path, spare_bytes=0)
    stand.outbox.close()
    path.unlink()
    assert salvage(path, stand.clock.now(), second).saved == 2


def test_the_doctor_looks_at_the_second_disk(tmp_path: Path, second: Path) -> None:
    """Nobody would learn before the dead disk that there is no copy."""
    state = tmp_path / "lib"
    state.mkdir()
    store = state / STORE
    finding = examine_copy(state, None)
    assert (finding.verdict, finding.do) == ("good", "")
    assert examine_copy(state, second).verdict == "good"
    assert "none yet" in examine_copy(state, second).found
    copy_of(store, second).touch()
    assert "the newest of " in examine_copy(state, second).found
    for folder, told in ((second / "none", "is no folder"), (tmp_path, "on the queue's own disk")):
        finding = examine_copy(state, folder)
        assert finding.verdict == "degraded"
        assert told in finding.found
        assert finding.do
    with store.open("wb") as file:
        file.truncate(1 << 40)
    assert "is full" in examine_copy(state, second).found


def test_a_copy_is_made_when_the_old_one_is_too_old(stand: Stand, path: Path, second: Path) -> None:
    """It would be made once, and never again."""
    made = copy(path, spare_bytes=0, folder=second)
    old = stand.clock.now().timestamp() - COPY_TOO_OLD.total_seconds() - 1
    os.utime(made, (old, old))
    night(stand.clock, path, second)
    assert made.stat().st_mtime > old
