# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps that are one statement each, while other programs use the same store."""

from contextlib import closing

import pytest

from offline_cache.database import Database
from offline_cache.errors import BugError
from offline_cache.outbox.audit import AuditEvent, first_broken, read_entries
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.queue import Queue
from offline_cache.outbox.states import State
from offline_cache.sealing import Sealer
from offline_cache.transport import Accepted, Delivery
from tests.offline_cache.store_stand import PLATFORM_KEY, SERVICE, TERMINAL, TERMINAL_PRIVATE, Stand

CASE = "6f1f3c1e-0c0a-4d0e-9d53-0d7cbb6a3f10"


def accepted(item: Delivery) -> Accepted:
    return Accepted(key=item.key, digest=item.sealed.digest, platform_number="SP-1", acceptance=b"signed")


def test_what_is_handed_back_is_what_is_stored(stand: Stand) -> None:
    """The page would show another state, or another number, than the queue holds."""
    stand.commit()
    (item,) = stand.outbox.claim(1)
    told = stand.outbox.record_acceptance(accepted(item))
    assert told == stand.outbox.get(item.key)
    assert (told.state, told.attempts, told.platform_number) == (State.ACCEPTED, 1, "SP-1")


def test_what_is_parked_in_the_midst_of_a_claim_is_not_sent(stand: Stand) -> None:
    """A technician would read that a case is set aside, and it would go all the same."""
    parked, stays = stand.commit(), stand.commit()
    with closing(Database(stand.folder / "outbox.db")) as database:
        other = Queue(database, stand.clock)

        def park(statement: str) -> None:
            if statement.startswith("BEGIN"):
                other.by_hand.park(parked.key, "lost")

        stand.outbox._database._connection.set_trace_callback(park)
        claimed = stand.outbox.claim(10)
        stand.outbox._database._connection.set_trace_callback(None)
    assert [item.key for item in claimed] == [stays.key]
    assert stand.state(parked) is State.PARKED


def test_an_acceptance_follows_what_another_program_recorded(stand: Stand) -> None:
    """The audit log would fork, and look as if somebody had altered it."""
    sent, other_one = stand.commit(), stand.commit()
    (item,) = stand.outbox.claim(1)
    with closing(Database(stand.folder / "outbox.db")) as database:
        Queue(database, stand.clock).by_hand.park(other_one.key, "lost")
    assert stand.outbox.record_acceptance(accepted(item)).key == sent.key
    entries = read_entries(stand.outbox._database)
    assert [entry.event for entry in entries][-2:] == [AuditEvent.PARKED, AuditEvent.ACCEPTED]
    assert first_broken(entries) is None


def test_an_acceptance_of_what_is_no_longer_sent_changes_nothing(stand: Stand) -> None:
    """A late reply would overtake what a technician has decided meanwhile."""
    stand.commit()
    (item,) = stand.outbox.claim(1)
    with closing(Database(stand.folder / "outbox.db")) as database, database.transaction() as connection:
        connection.execute("UPDATE transactions SET state = 'settled'")
    with pytest.raises(BugError):
        stand.outbox.record_acceptance(accepted(item))
    assert [entry.event for entry in read_entries(stand.outbox._database)] == [AuditEvent.COMMITTED]


def test_a_commit_may_be_claimed_in_the_same_step(stand: Stand) -> None:
    """Each case that a citizen waits for would write to the flash disk once more than it must."""
    statements: list[str] = []
    stand.outbox._database._connection.set_trace_callback(statements.append)
    made = stand.commit(claim=True)
    item = stand.outbox.claim_one(made.key)
    stand.outbox._database._connection.set_trace_callback(None)
    assert not [one for one in statements if "UPDATE transactions" in one or "synchronous" in one]
    assert item is not None
    assert (made.state, made.attempts, made.digest) == (State.SENDING, 1, item.sealed.digest)
    assert stand.outbox.get(made.key) == made
    assert stand.outbox.by_hand.sealed(made.key) == item.sealed
    assert stand.outbox.claim_one(made.key) is None, "handed out twice"
    assert stand.outbox.record_acceptance(accepted(item)) == stand.outbox.get(made.key)


def test_a_claimed_commit_that_nobody_took_is_queued_again(stand: Stand) -> None:
    """A case would lie as `sending` for ever when its attempt never began."""
    made = stand.commit(claim=True)
    assert stand.outbox.requeue_interrupted() == 1
    item = stand.outbox.claim_one(made.key)
    assert item is not None
    assert stand.outbox.get(made.key).attempts == 2  # type: ignore[union-attr]
    stand.outbox.release([made.key], "interrupted")
    stand.restart()
    assert [item.key for item in stand.outbox.claim(10)] == [made.key]


def test_a_later_one_of_a_case_waits_also_when_it_is_to_go_at_once(stand: Stand) -> None:
    """The platform would get a case's second paper before its first."""
    first = stand.commit(case_id=CASE)
    second = stand.commit(case_id=CASE, claim=True)
    assert second.state is State.QUEUED
    assert stand.outbox.claim_one(second.key) is None
    (item,) = stand.outbox.claim(10)
    assert item.key == first.key
    stand.outbox.record_acceptance(accepted(item))
    assert stand.commit(case_id=CASE, claim=True).state is State.QUEUED, "the second one stands before it"


def test_only_the_sender_claims_with_a_commit(stand: Stand) -> None:
    """Two programs would send the same case at the same time."""
    with closing(Database(stand.folder / "outbox.db")) as database:
        other = Outbox(
            database,
            Sealer(PLATFORM_KEY, TERMINAL_PRIVATE),
            terminal=TERMINAL,
            hardware="board-1",
            clock=stand.clock,
            random=stand.random,
        )
        with pytest.raises(BugError):
            other.commit(SERVICE, b"...", slip=b"{}", claim=True)
    assert stand.outbox.listed(limit=1) == []
