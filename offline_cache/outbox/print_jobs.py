# SPDX-License-Identifier: GPL-3.0-or-later
"""Slips that were promised with a commit, and whether paper came out.

Paper is not idempotent: after a crash in mid-print nobody but the person at the terminal knows whether it came out.
Such a job is `unknown` until the person has answered, and any second paper is marked as a reprint (补打).
"""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from offline_cache.clock import Clock, stamp
from offline_cache.database import Database
from offline_cache.errors import BugError
from offline_cache.outbox.audit import AuditEvent, AuditLog
from offline_cache.outbox.states import State


class PrintState(StrEnum):
    """Where a slip is on its way to paper."""

    PENDING = "pending"
    PRINTING = "printing"
    PRINTED = "printed"
    UNKNOWN = "unknown"
    FAILED = "failed"


PRINT_TRANSITIONS: Mapping[PrintState, frozenset[PrintState]] = {
    PrintState.PENDING: frozenset({PrintState.PRINTING}),
    PrintState.PRINTING: frozenset({PrintState.PRINTED, PrintState.UNKNOWN, PrintState.FAILED}),
    PrintState.UNKNOWN: frozenset({PrintState.PRINTED, PrintState.FAILED}),
    PrintState.FAILED: frozenset({PrintState.PRINTING}),
    PrintState.PRINTED: frozenset(),
}

_EVENTS = {
    PrintState.PRINTED: AuditEvent.PRINTED,
    PrintState.FAILED: AuditEvent.PRINT_FAILED,
    PrintState.UNKNOWN: AuditEvent.PRINT_UNKNOWN,
}


class PrintJob(msgspec.Struct, frozen=True, kw_only=True):
    """One slip to print: the bare facts of its transaction, no person."""

    id: int
    key: str
    number: str
    service: str
    state: PrintState
    transaction_state: State
    """As it is now, not as it was at the commit: paper says what is true when it is printed."""
    reprint: bool
    slip: bytes


class PrintJobs:
    """The slips of one store."""

    def __init__(self, database: Database, clock: Clock, audit: AuditLog) -> None:
        self._database = database
        self._audit = audit
        self._clock = clock

    def of(self, key: str) -> list[PrintJob]:
        """A transaction's slips, the first one first."""
        return self._select("j.key = ?", key)

    def in_state(self, state: PrintState) -> list[PrintJob]:
        """All slips in a state, oldest first."""
        # As a literal: the index holds only what is printing.
        return self._select(f"j.state = '{state.value}'")

    def mark(self, job: int, state: PrintState) -> None:
        """Record a step of a slip. Raises BugError for a step that the table does not allow."""
        # The mark "printing" must outlive a power cut: it is what turns into "unknown".
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT j.state, t.number FROM print_jobs j JOIN transactions t USING (key) WHERE j.id = ?", (job,)
            ).fetchone()
            if row is None:
                raise BugError("no such print job")
            if state not in PRINT_TRANSITIONS[PrintState(row["state"])]:
                raise BugError(f"a print job cannot go from {row['state']} to {state}")
            connection.execute("UPDATE print_jobs SET state = ? WHERE id = ?", (state, job))
            if state in _EVENTS:
                self._audit.append(connection, stamp(self._clock.now()), _EVENTS[state], number=row["number"])

    def reprint(self, job: int) -> PrintJob:
        """A new slip with the same content, marked as a reprint and audited."""
        with self._database.transaction() as connection:
            row = connection.execute(
                "INSERT INTO print_jobs (key, state, reprint, slip) "
                "SELECT key, ?, 1, slip FROM print_jobs WHERE id = ? RETURNING id, key",
                (PrintState.PENDING, job),
            ).fetchone()
            if row is None:
                raise BugError("no such print job")
            number = connection.execute("SELECT number FROM transactions WHERE key = ?", (row["key"],)).fetchone()[0]
            self._audit.append(connection, stamp(self._clock.now()), AuditEvent.REPRINT, number=number)
        (made,) = self._select("j.id = ?", row["id"])
        return made

    def document_again(self, kind: str) -> None:
        """Audit that a document of no transaction, a certificate, is printed again; `kind` names no person."""
        with self._database.transaction() as connection:
            self._audit.append(connection, stamp(self._clock.now()), AuditEvent.REPRINT, reason=kind)

    def mark_interrupted(self) -> int:
        """After a start: every slip that was in the printer becomes `unknown`. Returns how many."""
        interrupted = self.in_state(PrintState.PRINTING)
        for job in interrupted:
            self.mark(job.id, PrintState.UNKNOWN)
        return len(interrupted)

    def _select(self, condition: str, *parameters: object) -> list[PrintJob]:
        rows = self._database.rows(
            "SELECT j.id, j.key, t.number, t.service, j.state, t.state AS transaction_state, j.reprint, j.slip "  # noqa: S608 - the condition is written in this class
            f"FROM print_jobs j JOIN transactions t USING (key) WHERE {condition} ORDER BY j.id",
            parameters,
        )
        return [msgspec.convert(dict(row), PrintJob, strict=False) for row in rows]
