# SPDX-License-Identifier: GPL-3.0-or-later
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import cast

import msgspec
import pytest

from offline_cache.database import Database
from offline_cache.errors import BugError, SenderElsewhere, StoreFull
from offline_cache.number import LAST_SEQUENCE, parse_number
from offline_cache.outbox.audit import AuditEvent, AuditLog, first_broken, read_entries
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.print_jobs import PrintState
from offline_cache.outbox.queue import Queue
from offline_cache.outbox.states import State
from offline_cache.sealing import Header, Sealed, Sealer, open_sealed, verify
from offline_cache.transport import Accepted, Delivery, Stage, StatusResult
from tests.offline_cache.store_stand import (
    PLATFORM_KEY,
    PLATFORM_PRIVATE,
    SERVICE,
    TERMINAL_PRIVATE,
    SimulatedClock,
    Stand,
    open_outbox,
)


def accept(stand: Stand, item: Delivery) -> None:
    stand.outbox.record_acceptance(Accepted(key=item.key, digest=item.sealed.digest, acceptance=b"signed"))


def claimed(stand: Stand, key: str) -> Delivery:
    item = stand.outbox.claim_one(key)
    assert item is not None
    return item


def events(stand: Stand) -> list[str]:
    return [entry.event for entry in read_entries(stand.outbox._database)]


def test_a_commit_keeps_everything_that_belongs_together(stand: Stand) -> None:
    """The slip in the citizen's hand would have no record, or no audit entry behind it."""
    stand.outbox.visits.started("visit-1", SERVICE)
    made = stand.outbox.commit(SERVICE, "路灯坏了".encode(), slip=b"{}", visit="visit-1")
    stand.restart()
    assert stand.outbox.get(made.number) == stand.outbox.get(made.key) == made
    assert made.state is State.QUEUED
    assert parse_number(made.number) == made.number
    (job,) = stand.outbox.print_jobs.of(made.key)
    assert (job.number, job.service, job.state, job.transaction_state) == (made.number, SERVICE, "pending", "queued")
    assert events(stand) == [AuditEvent.COMMITTED]
    (visit,) = stand.outbox.visits.unfinished()
    assert (visit.number, visit.state) == (made.number, State.QUEUED)


def test_a_commit_waits_for_the_disk_and_the_mark_sending_does_not(stand: Stand) -> None:
    """A power cut would take what a slip was printed for; or every attempt would cost the disk a needless sync."""
    statements: list[str] = []
    stand.commit()
    stand.outbox._database._connection.set_trace_callback(statements.append)
    stand.commit()
    assert not [statement for statement in statements if "synchronous" in statement]
    statements.clear()
    (item,) = stand.outbox.claim(1)
    assert [statement for statement in statements if "synchronous" in statement] == ["PRAGMA synchronous = NORMAL"]
    statements.clear()
    accept(stand, item)
    assert [statement for statement in statements if "synchronous" in statement] == ["PRAGMA synchronous = FULL"]


def test_what_is_handed_out_opens_at_the_platform(stand: Stand) -> None:
    """The platform would receive bytes that it cannot read or cannot trust."""
    made = stand.commit("路灯坏了")
    (item,) = stand.outbox.claim(10)
    header = verify(TERMINAL_PRIVATE.public_key(), item.sealed)
    assert (header.key, header.number, header.service) == (made.key, made.number, SERVICE)
    assert open_sealed(PLATFORM_PRIVATE, item.sealed).decode() == "路灯坏了"
    assert item.sealed.digest == made.digest


class BrokenSealer(Sealer):
    def seal(self, header: Header, payload: bytes) -> Sealed:
        raise BugError("broken on purpose")


def break_sealer(outbox: Outbox) -> None:
    outbox._sealer = BrokenSealer(PLATFORM_KEY, TERMINAL_PRIVATE)


def break_table(table: str) -> Callable[[Outbox], None]:
    def break_it(outbox: Outbox) -> None:
        outbox._database._connection.execute(
            f"CREATE TEMP TRIGGER broken BEFORE INSERT ON main.{table} BEGIN SELECT RAISE(ABORT, 'broken'); END"
        )

    return break_it


@pytest.mark.parametrize(
    "break_it",
    [break_sealer, *(break_table(table) for table in ("transactions", "audit", "print_jobs"))],
    ids=["sealer", "transactions", "audit", "print_jobs"],
)
def test_a_commit_is_whole_or_nothing(stand: Stand, break_it: Callable[[Outbox], None]) -> None:
    """After a failure in mid-commit a number or a slip without a transaction would stay behind."""
    first = stand.commit()
    break_it(stand.outbox)
    with pytest.raises(BugError):
        stand.commit()
    stand.restart()
    assert [transaction.key for transaction in stand.outbox.listed(limit=10)] == [first.key]
    assert len(stand.outbox.print_jobs.in_state(PrintState.PENDING)) == 1
    assert events(stand) == [AuditEvent.COMMITTED]
    assert int(stand.commit().number[14:19]) == int(first.number[14:19]) + 1


def test_a_full_disk_refuses_the_commit_and_keeps_the_rest(stand: Stand) -> None:
    """The citizen would get a slip for what the disk had no room for."""
    stand.commit()
    pages = stand.outbox._database.rows("PRAGMA page_count")[0][0]
    stand.outbox._database._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreFull):
        stand.outbox.commit(SERVICE, Random(1).randbytes(1_000_000), slip=b"")
    assert len(stand.outbox.listed(limit=10)) == 1


def test_numbers_never_repeat_on_a_copied_disk(tmp_path: Path) -> None:
    """Two citizens would hold the same number after a disk image was copied to a second terminal."""
    clock = SimulatedClock()
    original = open_outbox(tmp_path, clock, hardware="board-1", random=Random(1))
    first = original.commit(SERVICE, b"", slip=b"").number
    original.close()
    copy = open_outbox(tmp_path, clock, hardware="board-2", random=Random(1))
    second = copy.commit(SERVICE, b"", slip=b"").number
    copy.close()
    assert first[:8] == second[:8]
    assert first[8:14] != second[8:14]


def test_the_same_machine_counts_on(tmp_path: Path) -> None:
    """An epoch would be spent at every start, and after enough of them numbers could repeat."""
    stand = Stand(tmp_path)
    first = stand.commit().number
    stand.restart()
    second = stand.commit().number
    stand.outbox.close()
    assert (second[:14], int(second[14:19])) == (first[:14], int(first[14:19]) + 1)


def test_an_exhausted_sequence_begins_a_new_epoch(stand: Stand) -> None:
    """The terminal would stop, or begin to repeat numbers, after 99,999 transactions."""
    first = stand.commit().number
    with stand.outbox._database.transaction() as connection:
        connection.execute("UPDATE numbering SET sequence = ?", (LAST_SEQUENCE - 1,))
    last, beyond = stand.commit().number, stand.commit().number
    assert (last[8:14], last[14:19]) == (first[8:14], "99999")
    assert beyond[8:14] != first[8:14]
    assert beyond[14:19] == "00001"


def test_a_start_queues_interrupted_attempts_with_the_same_bytes(stand: Stand) -> None:
    """After a crash in mid-send the case would hang for ever, or arrive twice under two keys."""
    stand.commit()
    (item,) = stand.outbox.claim(10)
    stand.outbox.print_jobs.mark(1, PrintState.PRINTING)
    stand.restart()
    assert stand.outbox.claim(10) == [item]
    assert stand.kept(item.key).attempts == 2
    assert stand.outbox.print_jobs.of(item.key)[0].state is PrintState.UNKNOWN
    assert AuditEvent.INTERRUPTED in events(stand)


def test_nothing_is_claimed_twice(stand: Stand) -> None:
    """Two senders would send one case at the same time."""
    made = stand.commit()
    assert stand.outbox.claim_one(made.key) is not None
    assert stand.outbox.claim_one(made.key) is None
    assert stand.outbox.claim(10) == []


def test_the_oldest_goes_first(stand: Stand) -> None:
    """After an outage yesterday's citizen would wait behind today's, whatever the clock says."""
    keys = []
    for _ in range(3):
        keys.append(stand.commit().key)
        stand.clock.set_back += timedelta(days=1)
    assert [item.key for item in stand.outbox.claim(2, besides=[keys[1]])] == [keys[0], keys[2]]


def test_only_one_process_sends(stand: Stand) -> None:
    """A second engine on the same folder would send everything again at the same time."""
    with pytest.raises(SenderElsewhere):
        open_outbox(stand.folder, stand.clock, random=Random(2))


def test_sending_needs_the_right_to_it(stand: Stand) -> None:
    """A command beside the running engine could take items out of its hands."""
    beside = Outbox(
        Database(stand.folder / "outbox.db"),
        Sealer(PLATFORM_KEY, TERMINAL_PRIVATE),
        terminal="4452-0137",
        hardware="board-1",
        clock=stand.clock,
        random=Random(2),
    )
    with pytest.raises(BugError):
        beside.claim(1)
    beside.close()


def test_the_way_to_settlement_is_recorded(stand: Stand) -> None:
    """Nobody could prove when the platform took over."""
    made = stand.commit()
    (item,) = stand.outbox.claim(10)
    accept(stand, item)
    stand.clock.elapsed += 60
    settled = stand.outbox.settle(
        StatusResult(key=item.key, stage=Stage.SETTLED, platform_number="GD-0001", business_status="受理")
    )
    assert settled.state is State.SETTLED
    assert settled.acceptance == b"signed"
    assert settled.accepted_at is not None
    assert settled.settled_at is not None
    assert settled.accepted_at < settled.settled_at
    assert stand.outbox.get("GD-0001") == settled
    assert settled.business_status == "受理"
    with pytest.raises(BugError):
        stand.outbox.settle(StatusResult(key=made.key, stage=Stage.SETTLED))
    assert events(stand) == [AuditEvent.COMMITTED, AuditEvent.ACCEPTED, AuditEvent.SETTLED]


def test_an_acceptance_of_other_bytes_is_not_stored(stand: Stand) -> None:
    """The slip would say 已送达 although the platform holds something else."""
    stand.commit()
    (item,) = stand.outbox.claim(10)
    with pytest.raises(BugError):
        stand.outbox.record_acceptance(Accepted(key=item.key, digest="0" * 64, acceptance=b"signed"))
    assert stand.kept(item.key).state is State.SENDING


@pytest.mark.parametrize("aside", ["reject", "park"])
def test_what_is_set_aside_keeps_its_bytes_and_can_go_again(stand: Stand, aside: str) -> None:
    """A rejected or parked case would be lost to the citizen."""
    stand.commit()
    (item,) = stand.outbox.claim(10)
    assert getattr(stand.outbox, aside)(item.key, "form_invalid").trouble == "form_invalid"
    assert stand.outbox.claim(10) == []
    stand.outbox.retry(item.key)
    assert stand.outbox.claim(10) == [item]


def test_free_text_from_the_platform_is_not_stored(stand: Stand) -> None:
    """A reason that quotes the citizen would stand readable on the disk and in the audit log."""
    stand.commit()
    (item,) = stand.outbox.claim(10)
    assert stand.outbox.reject(item.key, "申请人 陈桂英 电话有误").trouble == "unspecified"


def test_purging_takes_the_bytes_and_leaves_the_proof(stand: Stand) -> None:
    """Settled bytes would pile up for ever, or the proof of delivery would go with them."""
    made, waiting = stand.commit(), stand.commit()
    accept(stand, claimed(stand, made.key))
    stand.outbox.settle(StatusResult(key=made.key, stage=Stage.SETTLED))
    assert stand.outbox.purge(stand.clock.now()) == 0
    assert stand.outbox.purge(stand.clock.now() + timedelta(seconds=1)) == 1
    purged = stand.kept(made.key)
    assert (purged.state, purged.acceptance, purged.digest) == (State.PURGED, b"signed", made.digest)
    (left,) = stand.outbox._database.rows("SELECT key FROM transactions WHERE ciphertext IS NOT NULL")
    assert left["key"] == waiting.key


def test_counts_and_age_tell_what_waits(stand: Stand) -> None:
    """The technician's screen and the limits for offline work would be wrong."""
    assert stand.outbox.oldest_age() is None
    first = stand.commit()
    stand.clock.elapsed += 3600
    stand.commit()
    assert stand.outbox.oldest_age() == 3600
    assert stand.outbox.counts()[State.QUEUED] == 2
    assert sum(stand.outbox.counts().values()) == 2
    stand.clock.set_back = timedelta(days=365 * 50)
    assert stand.outbox.oldest_age() == 0
    assert stand.outbox.listed(State.QUEUED, limit=1) == [first]


def test_paper_of_unknown_fate_is_asked_about_and_a_second_one_marked(stand: Stand) -> None:
    """Two equal slips would be in circulation, or none."""
    made = stand.commit()
    jobs = stand.outbox.print_jobs
    (job,) = jobs.of(made.key)
    jobs.mark(job.id, PrintState.PRINTING)
    assert jobs.mark_interrupted() == 1
    with pytest.raises(BugError):
        jobs.mark(job.id, PrintState.PRINTING)
    jobs.mark(job.id, PrintState.FAILED)
    again = jobs.reprint(job.id)
    assert (again.reprint, again.number, again.state) == (True, made.number, PrintState.PENDING)
    assert events(stand)[1:] == [AuditEvent.PRINT_UNKNOWN, AuditEvent.PRINT_FAILED, AuditEvent.REPRINT]


def test_a_crash_before_the_commit_says_that_nothing_was_kept(stand: Stand) -> None:
    """After a power cut the citizen would not know whether to begin again."""
    stand.outbox.visits.started("visit-1", SERVICE)
    stand.restart()
    (visit,) = stand.outbox.visits.unfinished()
    assert (visit.service, visit.number, visit.state) == (SERVICE, None, None)
    stand.outbox.visits.ended("visit-1")
    assert stand.outbox.visits.unfinished() == []


def test_one_visit_commits_once(stand: Stand) -> None:
    """A second touch on the button would register the case twice."""
    stand.outbox.visits.started("visit-1", SERVICE)
    stand.outbox.commit(SERVICE, b"", slip=b"", visit="visit-1")
    with pytest.raises(BugError):
        stand.outbox.commit(SERVICE, b"", slip=b"", visit="visit-1")
    assert len(stand.outbox.listed(limit=10)) == 1


@pytest.mark.parametrize("change", [{"reason": "other"}, {"number": None}, {"at": "2026-11-21T08:30:00.001Z"}])
def test_a_changed_audit_entry_is_found(stand: Stand, change: dict[str, str | None]) -> None:
    """Somebody could rewrite what the terminal did."""
    for _ in range(3):
        stand.commit()
    entries = read_entries(stand.outbox._database)
    assert first_broken(entries) is None
    assert first_broken([entries[0], entries[2]]) == entries[2].id
    assert first_broken([entries[0], msgspec.structs.replace(entries[1], **change), entries[2]]) == entries[1].id


def test_the_chain_holds_when_another_process_writes_in_between(stand: Stand) -> None:
    """`kiosk queue park` beside the running terminal would break the log for good."""
    made = [stand.commit() for _ in range(3)]
    with closing(Database(stand.folder / "outbox.db")) as database:
        other = Queue(database, stand.clock)
        other.by_hand.park(made[0].key, "lost")
        stand.commit()
        other.retry(made[0].key)
        other.by_hand.park(made[1].key, "lost")
    stand.commit()
    entries = read_entries(stand.outbox._database)
    assert first_broken(entries) is None
    assert [entry.event for entry in entries].count(AuditEvent.PARKED) == 2


@pytest.mark.parametrize("way", ["whole", "part"])
def test_the_chain_holds_when_a_transaction_was_undone(stand: Stand, way: str) -> None:
    """After one full disk every later entry would follow one that is not there."""
    made = stand.commit()

    def park_and_fail(queue: Queue) -> None:
        with queue._database.transaction():
            queue.by_hand.park(made.key, "lost")
            raise BugError("after the entry")

    with pytest.raises(BugError):
        stand.outbox.together([park_and_fail] * (1 if way == "whole" else 2))
    stand.commit()
    entries = read_entries(stand.outbox._database)
    assert [entry.event for entry in entries] == [AuditEvent.COMMITTED] * 2
    assert first_broken(entries) is None


def test_an_entry_of_a_newer_release_is_read(stand: Stand) -> None:
    """After a downgrade nobody could read the log any more."""
    with stand.outbox._database.transaction() as connection:
        AuditLog(stand.outbox._database).append(
            connection, "2026-11-21T08:30:00.000Z", cast("AuditEvent", _Newer.MOVED)
        )
    stand.commit()
    entries = read_entries(stand.outbox._database)
    assert [entry.event for entry in entries] == ["transaction.moved", AuditEvent.COMMITTED]
    assert first_broken(entries) is None


class _Newer(StrEnum):
    MOVED = "transaction.moved"


def test_a_number_that_another_process_gave_out_is_passed_over(stand: Stand) -> None:
    """Two terminals' programs on one store would give the same number to two citizens."""
    first = stand.commit().number
    with closing(Database(stand.folder / "outbox.db")) as database, database.transaction() as connection:
        connection.execute("UPDATE numbering SET sequence = sequence + 5")
    second = stand.commit().number
    assert int(second[14:19]) == int(first[14:19]) + 6
    assert len(stand.outbox.listed(limit=10)) == 2


def test_the_disk_holds_no_readable_word(stand: Stand) -> None:
    """Whoever steals the disk would read the citizens' names and words, in whatever encoding."""
    words = ["陈桂英", "44520219700101002X", "13800138000", "村口路灯坏了三个月"]
    for _ in range(20):
        made = stand.commit("、".join(words))
    accept(stand, claimed(stand, made.key))
    files = [path for path in stand.folder.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"outbox.db", "outbox.db-wal", "outbox.db-shm"}
    everything = b"".join(path.read_bytes() for path in files)
    assert made.number.encode() in everything
    for word in words:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
            assert word.encode(encoding) not in everything
