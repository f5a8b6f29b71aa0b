# SPDX-License-Identifier: GPL-3.0-or-later
"""What a technician does to waiting transactions, also while the terminal sends; `Queue.retry` undoes it."""

import json
import sqlite3
from collections.abc import Collection

from offline_cache.clock import Clock, stamp
from offline_cache.database import Database
from offline_cache.errors import BugError
from offline_cache.outbox.audit import AuditEvent, AuditLog
from offline_cache.outbox.states import State, check_transition
from offline_cache.outbox.transaction import COLUMNS, Transaction, read_one, read_transaction, update_row
from offline_cache.sealing import Sealed
from offline_cache.transport import StatusResult, reason_word

CARRIABLE = frozenset({State.QUEUED, State.PARKED, State.EXPORTED})
"""States in which a transaction may be carried away in a bundle; an exported one again, after a lost stick."""


class ByHand:
    """The hand's side of one store. An attempt under way is never disturbed: its outcome belongs to the sender."""

    def __init__(self, database: Database, clock: Clock, audit: AuditLog) -> None:
        self._database = database
        self._audit = audit
        self._clock = clock

    def park(self, key: str, reason: str) -> Transaction:
        """Set a queued transaction aside. Raises BugError unless it is queued at this moment."""
        code = reason_word(reason)
        with self._database.transaction() as connection:
            transaction = read_one(connection, key)
            if transaction.state is not State.QUEUED:
                raise BugError("only what is queued can be parked")
            parked = update_row(connection, transaction, state=State.PARKED, trouble=code)
            self._record(connection, AuditEvent.PARKED, parked, reason=f"by_hand:{code}")
            return parked

    def keys_to_carry(self, limit: int) -> list[str]:
        """Keys of all that waits for the platform and was not set aside, oldest commit first."""
        rows = self._database.rows(
            "SELECT key FROM transactions WHERE state IN (?, ?) ORDER BY id LIMIT ?",
            (State.QUEUED, State.EXPORTED, limit),
        )
        return [row["key"] for row in rows]

    def in_order(self, keys: Collection[str]) -> list[str]:
        """These keys, each once, oldest commit first: so what belongs to one case arrives in its order."""
        rows = self._database.rows(
            "SELECT key FROM transactions WHERE key IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(list(keys)),),
        )
        return [row["key"] for row in rows]

    def out_of_turn(self, keys: Collection[str]) -> dict[str, str]:
        """Which of these lack an earlier transaction of their case, and would arrive before it; with its number."""
        rows = self._database.rows(
            "SELECT mine.key, earlier.number FROM transactions AS mine JOIN transactions AS earlier "
            "ON earlier.case_id = mine.case_id AND earlier.id < mine.id "
            "AND earlier.state IN ('queued', 'sending', 'parked', 'rejected', 'exported') "
            "WHERE mine.key IN (SELECT value FROM json_each(?)) "
            "AND earlier.key NOT IN (SELECT value FROM json_each(?)) "
            "ORDER BY mine.id, earlier.id DESC",
            (json.dumps(list(keys)),) * 2,
        )
        return {row["key"]: row["number"] for row in rows}

    def sealed(self, key: str) -> Sealed:
        """The sealed bytes as they are sent. Raises BugError when they are purged or there is no such key."""
        rows = self._database.rows(
            "SELECT header, ciphertext, signature FROM transactions WHERE key = ? AND header IS NOT NULL", (key,)
        )
        if not rows:
            raise BugError("no bytes are kept under this key")
        [row] = rows
        return Sealed(header=row["header"], ciphertext=row["ciphertext"], signature=row["signature"])

    def mark_exported(self, keys: Collection[str]) -> int:
        """Mark what a bundle now holds, in one step; return how many.

        What was claimed or delivered since it was read stays as it is: bundle and network may both arrive.
        """
        with self._database.transaction() as connection:
            rows = connection.execute(
                f"SELECT {COLUMNS} FROM transactions WHERE key IN (SELECT value FROM json_each(?)) ORDER BY id",  # noqa: S608
                (json.dumps(list(keys)),),
            )
            carried = [read_transaction(row) for row in rows.fetchall() if row["state"] in CARRIABLE]
            for transaction in carried:
                if transaction.state is not State.EXPORTED:
                    check_transition(transaction.state, State.EXPORTED)
                    update_row(connection, transaction, state=State.EXPORTED)
                self._record(connection, AuditEvent.EXPORTED, transaction)
        return len(carried)

    def record_arrival(self, status: StatusResult) -> Transaction:
        """The platform answered about an exported transaction: it is accepted, or else sent by the network as well.

        Accepted only when the platform signed for these very bytes. In any other state nothing changes.
        """
        with self._database.transaction() as connection:
            transaction = read_one(connection, status.key)
            if transaction.state is not State.EXPORTED:
                return transaction
            if status.delivered and status.signed is not None and status.digest == transaction.digest:
                check_transition(State.EXPORTED, State.ACCEPTED)
                number = transaction.platform_number
                if status.platform_number is not None:
                    number = reason_word(status.platform_number)
                arrived = update_row(
                    connection,
                    transaction,
                    state=State.ACCEPTED,
                    acceptance=status.signed,
                    accepted_at=stamp(self._clock.now()),
                    trouble=None,
                    platform_number=number,
                )
                self._record(connection, AuditEvent.ACCEPTED, arrived)
                return arrived
            check_transition(State.EXPORTED, State.QUEUED)
            resumed = update_row(connection, transaction, state=State.QUEUED, trouble=None)
            self._record(connection, AuditEvent.RESUMED, resumed)
            return resumed

    def _record(
        self, connection: sqlite3.Connection, event: AuditEvent, transaction: Transaction, *, reason: str | None = None
    ) -> None:
        self._audit.append(connection, stamp(self._clock.now()), event, number=transaction.number, reason=reason)
