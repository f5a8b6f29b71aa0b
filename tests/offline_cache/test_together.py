# SPDX-License-Identifier: GPL-3.0-or-later
from collections.abc import Sequence

import pytest

from offline_cache.errors import BugError, StoreFull
from offline_cache.outbox.queue import Queue
from offline_cache.outbox.states import State
from offline_cache.outbox.transaction import Transaction
from offline_cache.sender import Sender
from offline_cache.transport import Accepted, Rejected, Stage, StatusResult
from tests.offline_cache.store_stand import Stand


def acceptances(stand: Stand, count: int) -> list[Accepted]:
    for _ in range(count):
        stand.commit()
    return [
        Accepted(key=item.key, digest=item.sealed.digest, acceptance=b"signed") for item in stand.outbox.claim(count)
    ]


def record(stand: Stand, results: Sequence[Accepted]) -> list[Transaction]:
    return stand.outbox.together([lambda queue, result=result: queue.record_acceptance(result) for result in results])  # type: ignore[misc]


def synced_commits(said: Sequence[str]) -> int:
    """How many commits waited for the disk."""
    count, full = 0, True
    for line in said:
        if line.startswith("PRAGMA synchronous"):
            full = line.endswith("FULL")
        count += full and line == "COMMIT"
    return count


def test_a_batch_waits_for_the_disk_once(stand: Stand) -> None:
    """A backlog of a week would take a night on a flash disk: each sync takes tens of milliseconds."""
    made = [stand.commit() for _ in range(20)]
    said: list[str] = []

    async def scene(sender: Sender) -> None:
        stand.outbox._database._connection.set_trace_callback(said.append)
        await stand.clock.advance(0)
        assert {stand.state(transaction) for transaction in made} == {State.ACCEPTED}
        assert synced_commits(said) == 1, "the marks go without a sync, all acceptances with one"
        await stand.clock.advance(60)
        assert {stand.state(transaction) for transaction in made} == {State.SETTLED}
        assert synced_commits(said) == 1, "a settlement that the power takes is asked for again"
        assert len(stand.platform.asked) < 5, "questions are asked in ticks"
        stand.outbox._database._connection.set_trace_callback(None)

    stand.play(scene)
    assert len(stand.platform.calls) == 1


def test_one_bad_item_holds_up_no_other(stand: Stand) -> None:
    """One case that the store cannot place would keep nineteen others from ever being recorded."""
    first, bad, last = acceptances(stand, 3)
    stand.outbox.record_acceptance(bad)
    with pytest.raises(BugError):
        record(stand, [first, bad, last])
    assert [stand.state(stand.kept(result.key)) for result in (first, bad, last)] == [State.ACCEPTED] * 3


def test_what_a_bad_step_had_begun_is_undone(stand: Stand) -> None:
    """Half of a step would stay: an acceptance without its entry in the log."""
    good, bad = acceptances(stand, 2)

    def half(queue: Queue) -> Transaction:
        queue.record_acceptance(bad)
        raise BugError("after its half")

    def half_in_a_transaction(queue: Queue) -> Transaction:
        with queue._database.transaction():
            return half(queue)

    with pytest.raises(BugError):
        stand.outbox.together([half_in_a_transaction, lambda queue: queue.record_acceptance(good)])
    assert stand.kept(bad.key).state is State.SENDING
    assert stand.kept(good.key).state is State.ACCEPTED


def test_a_disk_that_fails_in_the_middle_leaves_the_batch_as_it_was(stand: Stand) -> None:
    """Half a batch recorded and half forgotten would be neither sent again nor asked about."""
    results = acceptances(stand, 3)

    def full(queue: Queue) -> Transaction:
        raise StoreFull("SQLITE_FULL")

    with pytest.raises(StoreFull):
        stand.outbox.together([lambda queue: queue.record_acceptance(results[0]), full])
    assert {stand.kept(result.key).state for result in results} == {State.SENDING}
    record(stand, results)
    assert {stand.kept(result.key).state for result in results} == {State.ACCEPTED}


def test_results_of_every_kind_in_one_batch(stand: Stand) -> None:
    """A refused case would take the accepted ones along, or be taken along."""
    taken, refused, unnamed = (stand.commit() for _ in range(3))
    stand.platform.answers = {refused.key: Rejected(key=refused.key, reason="schema"), unnamed.key: None}

    async def scene(sender: Sender) -> None:
        await stand.clock.advance(0)
        assert [stand.state(made) for made in (taken, refused, unnamed)] == ["accepted", "rejected", "queued"]

    stand.play(scene)
    assert stand.kept(unnamed.key).trouble == "no_result"
    assert {change.key for change in stand.changes} == {taken.key, refused.key}


def test_a_platform_that_answers_twice_is_heard_once(stand: Stand) -> None:
    """A platform's slip would stop the whole queue: the second answer finds the case already moved."""
    made = stand.commit()
    answer = StatusResult(key=made.key, stage=Stage.UNKNOWN)

    async def scene(sender: Sender) -> None:
        await stand.clock.advance(0)
        stand.platform.status = lambda keys: [answer, answer]  # type: ignore[method-assign]
        await stand.clock.advance(10)
        del stand.platform.status
        await stand.clock.advance(3600)
        assert stand.state(made) == State.SETTLED

    stand.play(scene)
