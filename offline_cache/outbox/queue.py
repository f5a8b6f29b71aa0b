# SPDX-License-Identifier: GPL-3.0-or-later
"""Committed transactions on their way: what the sender claims, what the platform answered, what a technician does.

Synchronous, for the one thread that opened its database. Each method is one SQLite transaction: it is recorded whole
or not at all. Sealed bytes never change after the commit.
"""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from offline_cache.attachments.store import Attachments
from offline_cache.clock import Clock, stamp
from offline_cache.database import Database
from offline_cache.errors import BugError
from offline_cache.lock import FileLock
from offline_cache.outbox.at_once import AtOnce
from offline_cache.outbox.audit import AuditEvent, AuditLog
from offline_cache.outbox.by_hand import ByHand
from offline_cache.outbox.known_time import KnownTime
from offline_cache.outbox.listing import Listing
from offline_cache.outbox.print_jobs import PrintJobs
from offline_cache.outbox.ratings import Ratings
from offline_cache.outbox.signed_replies import place
from offline_cache.outbox.states import State, check_transition
from offline_cache.outbox.transaction import COLUMNS, Transaction, read_one, read_transaction, update_row
from offline_cache.outbox.visits import Visits
from offline_cache.sealing import Sealed
from offline_cache.transport import Accepted, Delivery, StatusResult, reason_word

T = TypeVar("T")

_CLAIM = "UPDATE transactions SET state = 'sending', attempts = attempts + 1 WHERE state = 'queued' AND id = ?"

_AS_SENT = COLUMNS.replace(" state,", " 'sending',").replace(" attempts,", " attempts + 1,")
_HOLDS_UP = "earlier.state IN ('queued', 'sending', 'parked', 'rejected', 'exported')"
_QUEUED = (
    f"SELECT id, header, ciphertext, signature, {_AS_SENT} FROM transactions AS mine WHERE state = 'queued' "  # noqa: S608
    "AND (case_id IS NULL OR NOT EXISTS (SELECT 1 FROM transactions AS earlier WHERE earlier.case_id = mine.case_id "
    f"AND earlier.id < mine.id AND {_HOLDS_UP}))"
)
"""What may be sent: of a case, only what no earlier transaction of it stands before."""


class Queue(Listing):
    """The transactions of one store, without the way in: listing and releasing needs no key.

    Methods raise a `StoreTrouble` when the disk fails them, and then nothing has changed; they raise `BugError` for a
    step that the table of states does not allow.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(database, clock)
        self._sending_right: FileLock | None = None
        self._audit = AuditLog(database)
        self._at_once = AtOnce(database)
        self._claimed: dict[str, Transaction] = {}
        """What this object has claimed and not answered yet."""
        self._unfetched: Delivery | None = None
        """What was committed as `sending`, until it is handed out."""
        self.print_jobs = PrintJobs(database, clock, self._audit)
        self.visits = Visits(database, clock)
        self.ratings = Ratings(database, clock)
        self.known_time = KnownTime(database)
        self.by_hand = ByHand(database, clock, self._audit)
        self.attachments = Attachments(database)

    def take_over(self) -> int:
        """Become the store's only sender, and put right what a crash left half done.

        Returns how many slips were in the printer.

        Attempts with unknown outcome are queued again with the same key and bytes; slips that were in the printer
        become unknown; attachments that were never committed go, and a transaction that lacks one is parked. Raises
        SenderElsewhere when another process is the sender.
        """
        if self._sending_right is None:
            self._sending_right = FileLock(self._database.path.with_suffix(".sender"))
        self.requeue_interrupted()
        interrupted = self.print_jobs.mark_interrupted()
        self.attachments.sweep()
        for key in self.attachments.damaged():
            found = self.get(key)
            if found is not None and found.state is State.QUEUED:
                self.park(key, "damaged")
        return interrupted

    def together(self, steps: Sequence[Callable[["Queue"], T]], *, durable: bool = True) -> list[T]:
        """Take several steps and commit once, so that a whole batch waits for the disk once.

        A step that the table of states does not allow leaves the others alone: they are committed, and then its
        BugError is raised. With `durable=False` a power cut may undo them all.
        """
        if len(steps) == 1:
            return [steps[0](self)]
        done: list[T] = []
        bug: BugError | None = None
        with self._database.transaction(durable=durable):
            for step in steps:
                try:
                    done.append(step(self))
                except BugError as error:
                    bug = error
        if bug is not None:
            raise bug
        return done

    def requeue_interrupted(self) -> int:
        """Queue every attempt with unknown outcome again. Returns how many.

        For the sender, while no attempt is under way.
        """
        self._check_sending_right()
        with self._database.transaction() as connection:
            interrupted = _select(connection, "state = ? ORDER BY id", State.SENDING)
            for transaction in interrupted:
                self._move(connection, transaction, State.QUEUED, record=AuditEvent.INTERRUPTED, trouble="interrupted")
        return len(interrupted)

    def claim(self, limit: int, *, besides: Collection[str] = ()) -> list[Delivery]:
        """Mark up to `limit` queued transactions as `sending`, oldest commit first, but none of `besides`.

        Of each case at most one, and only when the platform has taken over all before it.
        """
        if not besides:
            return self._claim(f"{_QUEUED} ORDER BY id LIMIT ?", (limit,))
        but = "AND key NOT IN (SELECT value FROM json_each(?))"
        return self._claim(f"{_QUEUED} {but} ORDER BY id LIMIT ?", (json.dumps(list(besides)), limit))

    def claim_one(self, key: str) -> Delivery | None:
        """Mark this transaction as `sending`; None when it is not queued, or an earlier one of its case comes first.

        One that was committed so is handed out, once.
        """
        if self._unfetched is not None and self._unfetched.key == key:
            self._check_sending_right()
            fresh, self._unfetched = self._unfetched, None
            return fresh
        claimed = self._claim(f"{_QUEUED} AND key = ?", (key,))
        return claimed[0] if claimed else None

    def release(self, keys: Iterable[str], trouble: str) -> None:
        """Put claimed transactions back into the queue after an attempt that failed or is not finished."""
        # Like the mark itself, this may be lost with the power: the next start queues them again.
        with self._database.transaction(durable=False) as connection:
            for key in keys:
                self._move(connection, read_one(connection, key), State.QUEUED, trouble=reason_word(trouble))

    def record_acceptance(self, accepted: Accepted) -> Transaction:
        """Store the platform's signed acceptance. Raises BugError when it is for other bytes."""
        at = stamp(self._clock.now())
        transaction = self._claimed.pop(accepted.key, None)
        if transaction is not None and transaction.digest == accepted.digest:
            number = _word(accepted.platform_number, transaction.platform_number)
            entry = self._audit.following(at, AuditEvent.ACCEPTED, number=transaction.number)
            here, digest = place(accepted.acceptance)
            reply = accepted.acceptance if digest else None
            row = (accepted.key, at, here, digest, reply, number, entry[0], *entry[2:4], entry[-1])
            if self._at_once.accept(row):
                self._audit.written(entry)
                return msgspec.structs.replace(
                    transaction,
                    state=State.ACCEPTED,
                    trouble=None,
                    acceptance=accepted.acceptance,
                    accepted_at=at,
                    platform_number=number,
                )
        with self._database.transaction() as connection:
            transaction = read_one(connection, accepted.key)
            if transaction.digest != accepted.digest:
                raise BugError("an acceptance of other bytes")
            return self._move(
                connection,
                transaction,
                State.ACCEPTED,
                record=AuditEvent.ACCEPTED,
                at=at,
                trouble=None,
                acceptance=accepted.acceptance,
                accepted_at=at,
                platform_number=_word(accepted.platform_number, transaction.platform_number),
            )

    def record_status(self, status: StatusResult) -> Transaction:
        """Store the platform's own number and business status; the delivery state stays."""
        # Asked for again and again until settled: what a power cut takes comes back by itself.
        with self._database.transaction(durable=False) as connection:
            transaction = read_one(connection, status.key)
            said = _business(status, transaction)
            return update_row(connection, transaction, **said)

    def settle(self, status: StatusResult) -> Transaction:
        """The platform has durably processed an accepted transaction."""
        # Asked for again as well: what a power cut takes of it comes back by itself. Bytes are purged by a commit that
        # is durable, and this one with it.
        with self._database.transaction(durable=False) as connection:
            transaction = read_one(connection, status.key)
            at = stamp(self._clock.now())
            return self._move(
                connection,
                transaction,
                State.SETTLED,
                record=AuditEvent.SETTLED,
                at=at,
                settled_at=at,
                **_business(status, transaction),
            )

    def reject(self, key: str, reason: str) -> Transaction:
        """The platform will not take it; the bytes stay and a person must look."""
        return self._set_aside(key, State.REJECTED, AuditEvent.REJECTED, reason)

    def park(self, key: str, reason: str) -> Transaction:
        """Set aside until a technician releases it; the bytes stay."""
        return self._set_aside(key, State.PARKED, AuditEvent.PARKED, reason)

    def retry(self, key: str) -> Transaction:
        """A technician puts a rejected, parked or exported transaction back: same key, same bytes."""
        with self._database.transaction() as connection:
            transaction = read_one(connection, key)
            if transaction.state not in {State.REJECTED, State.PARKED, State.EXPORTED}:
                raise BugError("only what was set aside can be put back")
            return self._move(connection, transaction, State.QUEUED, record=AuditEvent.RETRIED)

    def requeue_forgotten(self, key: str) -> Transaction:
        """The platform no longer knows what it had accepted: queue it again, same key, same bytes."""
        with self._database.transaction() as connection:
            transaction = read_one(connection, key)
            return self._move(connection, transaction, State.QUEUED, record=AuditEvent.FORGOTTEN, trouble="forgotten")

    def purge(self, settled_before: datetime) -> int:
        """Delete the sealed bytes of what was settled before a moment; the rows stay as proof. Returns how many."""
        with self._database.transaction() as connection:
            due = _select(connection, "state = ? AND settled_at < ? ORDER BY id", State.SETTLED, stamp(settled_before))
            for transaction in due:
                connection.execute(
                    "UPDATE transactions SET header = NULL, ciphertext = NULL, signature = NULL WHERE key = ?",
                    (transaction.key,),
                )
                self._move(connection, transaction, State.PURGED, record=AuditEvent.PURGED)
        self.attachments.purged([transaction.key for transaction in due])
        return len(due)

    def close(self) -> None:
        """Close the database and give up the right to send."""
        self._database.close()
        if self._sending_right is not None:
            self._sending_right.release()
            self._sending_right = None

    def _claim(self, query: str, parameters: tuple[object, ...]) -> list[Delivery]:
        self._check_sending_right()
        # The mark alone may be lost with the power: then the row is still queued, which is true as well.
        rows = self._database.rows(query, parameters)
        if len(rows) <= 1:
            return self._sending(rows)
        with self._database.transaction(durable=False):
            return self._sending(rows)

    def _sending(self, rows: list[sqlite3.Row]) -> list[Delivery]:
        """Mark what is still queued by now as `sending`: another process may have parked or exported it meanwhile."""
        claimed = []
        for row in rows:
            if self._database.write(_CLAIM, (row[0],), durable=False).rowcount == 1:
                transaction = read_transaction(row[4:])
                sealed = Sealed(header=row[1], ciphertext=row[2], signature=row[3])
                claimed.append(Delivery(key=transaction.key, sealed=sealed))
                self._claimed[transaction.key] = transaction
        return claimed

    def _set_aside(self, key: str, state: State, event: AuditEvent, reason: str) -> Transaction:
        code = reason_word(reason)
        with self._database.transaction() as connection:
            return self._move(connection, read_one(connection, key), state, record=event, reason=code, trouble=code)

    def _move(
        self,
        connection: sqlite3.Connection,
        transaction: Transaction,
        state: State,
        *,
        record: AuditEvent | None = None,
        at: str | None = None,
        reason: str | None = None,
        **columns: object,
    ) -> Transaction:
        """One step of one transaction, with its entry in the audit log. Raises BugError for one that may not be."""
        self._claimed.pop(transaction.key, None)
        if self._unfetched is not None and self._unfetched.key == transaction.key:
            self._unfetched = None
        check_transition(transaction.state, state)
        moved = update_row(connection, transaction, state=state, **columns)
        if record is not None:
            at = at or stamp(self._clock.now())
            self._audit.append(connection, at, record, number=transaction.number, reason=reason)
        return moved

    def _undelivered_of(self, case_id: str) -> bool:
        """Whether a transaction of this case keeps later ones from going."""
        query = f"SELECT 1 FROM transactions AS earlier WHERE case_id = ? AND {_HOLDS_UP} LIMIT 1"  # noqa: S608
        return bool(self._database.rows(query, (case_id,)))

    def _check_sending_right(self) -> None:
        if self._sending_right is None:
            raise BugError("take_over comes before sending")


def _select(connection: sqlite3.Connection, condition: str, *parameters: str) -> list[Transaction]:
    query = f"SELECT {COLUMNS} FROM transactions WHERE {condition}"  # noqa: S608 - written in this module
    return [read_transaction(row) for row in connection.execute(query, parameters).fetchall()]


def _business(status: StatusResult, transaction: Transaction) -> dict[str, str | None]:
    return {
        "platform_number": _word(status.platform_number, transaction.platform_number),
        "business_status": _word(status.business_status, transaction.business_status),
    }


def _word(said: str | None, before: str | None) -> str | None:
    """What the platform says, as one word; what it said before when it says nothing."""
    return before if said is None else reason_word(said)
