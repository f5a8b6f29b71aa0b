# SPDX-License-Identifier: GPL-3.0-or-later
"""The disk is full: what is promised is still written down, new work is refused before the form, nothing is deleted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random

from offline_cache.ballast import BALLAST, Ballast, missing_bytes
from offline_cache.database import Database
from offline_cache.errors import StoreFull
from offline_cache.outbox.audit import AuditEvent, first_broken, read_entries
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.states import State
from offline_cache.outbox_thread import OutboxThread
from offline_cache.policy import Limits, Refusal, Surroundings, measure, refusals
from offline_cache.room import ROOM, Room
from offline_cache.transport import Accepted
from tests.faults.small_disk import complaints, fill
from tests.offline_cache.store_stand import START, SimulatedClock, open_outbox

_SIZE = 2 * 1024 * 1024
_NOISE = Random(1).randbytes(400_000)
"""A payload that packing does not shrink."""
_LATER = START + timedelta(days=30)


def test_promises_are_kept_in_the_ballast(tmp_path: Path) -> None:
    """The platform has the case, the terminal could not write that down, and would tell the citizen otherwise."""
    assert complaints(_promises, tmp_path / "disk", megabytes=8) == ""


def _promises(folder: Path) -> None:
    clock = SimulatedClock()
    ballast = Ballast(folder, size=_SIZE, spare_bytes=1024 * 1024)

    async def whole() -> None:
        thread = OutboxThread(ballast)
        await thread.open(lambda: open_outbox(folder, clock, random=Random(1)))
        assert ballast.keep()
        for _ in range(20):
            await thread.call(lambda box: box.commit("report-12345", _NOISE[:2000], slip=b"{}"))
        items = await thread.call(lambda box: box.claim(20))
        filler = fill(folder)
        for item in items:
            accepted = Accepted(key=item.key, digest=item.sealed.digest, acceptance=bytes(1500))
            await thread.call(lambda box, accepted=accepted: box.record_acceptance(accepted))  # type: ignore[misc]
        assert not (folder / BALLAST).exists()
        counts = await thread.call(lambda box: box.counts())
        assert counts[State.ACCEPTED] == 20
        # Nobody types for nothing while the ballast is not there.
        around = Surroundings(now=clock.now(), platform_key_not_after=_LATER)
        condition = await thread.call(lambda box: measure(box, folder, around))
        assert refusals(condition, Limits(free_bytes=1)) == (Refusal.DISK,)
        assert not ballast.keep()
        filler.unlink()
        assert ballast.keep()
        assert missing_bytes(folder, _SIZE) == 0
        await thread.close()

    asyncio.run(whole())
    database = Database(folder / "outbox.db")
    entries = read_entries(database)
    database.close()
    assert first_broken(entries) is None
    assert [entry.event for entry in entries].count(AuditEvent.ACCEPTED) == 20


def test_each_write_that_fails_leaves_nothing_of_itself(tmp_path: Path) -> None:
    """Half a commit: a number on a slip without a case, or a case that is sent and has no number."""
    assert complaints(_each_write, tmp_path / "disk", megabytes=4) == ""


def _each_write(folder: Path) -> None:
    clock = SimulatedClock()
    outbox = open_outbox(folder, clock, random=Random(1))
    outbox.commit("report-12345", b"first", slip=b"{}")
    kept, refused, room = 1, 0, 0
    while refused < 60:
        # A little room comes back each time, so that each page of a commit is once the one that does not fit.
        filler = fill(folder, leave=room)
        try:
            outbox.commit("report-12345", _NOISE[:6000], slip=b"{}")
            kept += 1
            room = 0
        except StoreFull:
            refused += 1
            room += 4096 if refused % 12 else -room
        _whole(outbox, kept)
        filler.unlink()
    outbox.close()
    again = open_outbox(folder, clock, random=Random(1))
    _whole(again, kept)
    again.commit("report-12345", b"last", slip=b"{}")
    again.close()


def _whole(outbox: Outbox, kept: int) -> None:
    database = outbox._database
    assert outbox.counts()[State.QUEUED] == kept
    assert len(database.rows("SELECT id FROM print_jobs")) == kept
    assert [entry.event for entry in read_entries(database)] == [AuditEvent.COMMITTED] * kept
    assert database.rows("PRAGMA integrity_check")[0][0] == "ok"


def test_the_terminal_starts_on_a_full_disk(tmp_path: Path) -> None:
    """After a power cut with a full disk the terminal would stay dark, and what it holds would never be sent."""
    assert complaints(_start, tmp_path / "disk", megabytes=8) == ""


def _start(folder: Path) -> None:
    clock = SimulatedClock()
    ballast = Ballast(folder, size=_SIZE, spare_bytes=1024 * 1024)
    outbox = open_outbox(folder, clock, random=Random(1))
    committed = outbox.commit("report-12345", _NOISE[:2000], slip=b"{}")
    outbox.claim(1)
    outbox.close()
    assert ballast.keep()
    fill(folder)

    async def whole() -> None:
        thread = OutboxThread(ballast)
        await thread.open(lambda: open_outbox(folder, clock, random=Random(1)))
        assert not (folder / BALLAST).exists()
        [item] = await thread.call(lambda box: box.claim(1))
        assert item.key == committed.key
        await thread.close()

    asyncio.run(whole())


def test_room_that_a_visit_holds_is_there_at_its_end(tmp_path: Path) -> None:
    """There was room when somebody began to type, and none when they had finished."""
    assert complaints(_room, tmp_path / "disk", megabytes=8) == ""


def _room(folder: Path) -> None:
    outbox = open_outbox(folder, SimulatedClock(), random=Random(1))
    room = Room(folder)
    room.hold(1 << 20)
    assert (folder / ROOM).stat().st_blocks * 512 >= 1 << 20
    filler = fill(folder)  # while the citizen types
    _refused(lambda: outbox.commit("report-12345", _NOISE[:400_000], slip=b"{}"))
    room.give_back()
    outbox.commit("report-12345", _NOISE[:400_000], slip=b"{}")
    _refused(lambda: room.hold(1 << 20))
    assert not (folder / ROOM).exists(), "room that is not whole is none"
    filler.unlink()
    room.hold(1 << 20)
    room.hold(2 << 20)
    assert (folder / ROOM).stat().st_size == 2 << 20
    room.give_back()
    room.give_back()
    outbox.close()


def _refused(use: Callable[[], object]) -> None:
    try:
        use()
    except StoreFull:
        return
    raise AssertionError("a full disk took it")


def test_without_a_ballast_the_trouble_is_told(tmp_path: Path) -> None:
    """A full disk would look like a bug of the terminal."""
    assert complaints(_without, tmp_path / "disk", megabytes=4) == ""


def _without(folder: Path) -> None:
    outbox = open_outbox(folder, SimulatedClock(), random=Random(1))
    fill(folder)
    try:
        Ballast(folder, spare_bytes=0).spent_on(lambda: outbox.commit("report-12345", _NOISE[:90_000], slip=b"{}"))
    except StoreFull:
        outbox.close()
        return
    raise AssertionError("90 kB went onto a full disk")
