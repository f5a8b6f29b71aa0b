# SPDX-License-Identifier: GPL-3.0-or-later
"""Several rows in one statement: each statement of its own costs time, and a citizen waits for a commit.

The statement inserts into a view that exists for its connection alone; a trigger makes the rows of it. SQLite undoes
the whole statement when a part of it fails. Nothing is read first: what the caller remembers of the store he hands in,
and the trigger refuses when it does not hold any more, since another process has written meanwhile.
"""

import sqlite3
from collections.abc import Mapping

from offline_cache.database import Database
from offline_cache.errors import BugError
from offline_cache.outbox.signed_replies import KEEP

_OVERTAKEN = "overtaken"
_NO_VISIT = "no visit"

_ENTRY = (
    *("key", "number", "service", "state", "attempts", "created_at", "digest", "header", "ciphertext", "signature"),
    *("case_id", "case_sequence", "slip", "visit", "epoch", "sequence", "audit_id", "audit_event", "audit_hash"),
)
_ENTRY_ROWS = f"""
    UPDATE numbering SET sequence = new.sequence WHERE sequence = new.sequence - 1 AND epoch = new.epoch;
    SELECT RAISE (ABORT, '{_OVERTAKEN}') WHERE changes() <> 1;
    INSERT INTO transactions (
        key, number, service, state, attempts, created_at, digest, header, ciphertext, signature, case_id,
        case_sequence
    ) VALUES (
        new.key, new.number, new.service, new.state, new.attempts, new.created_at, new.digest, new.header,
        new.ciphertext, new.signature, new.case_id, new.case_sequence
    );
    INSERT INTO audit (id, at, event, number, hash)
        VALUES (new.audit_id, new.created_at, new.audit_event, new.number, new.audit_hash);
    INSERT INTO print_jobs (key, state, reprint, slip) VALUES (new.key, 'pending', 0, new.slip);
"""  # noqa: S608 - a constant of this module
_ENTRY_VISIT = f"""
    UPDATE visits SET number = new.number WHERE id = new.visit AND number IS NULL;
    SELECT RAISE (ABORT, '{_NO_VISIT}') WHERE changes() <> 1;
"""  # noqa: S608 - a constant of this module

_ACCEPTANCE = (
    *("key", "at", "acceptance", "acceptance_of", "reply", "platform_number"),
    *("audit_id", "audit_event", "audit_number", "audit_hash"),
)
_ACCEPTANCE_ROWS = f"""
    UPDATE transactions
        SET state = 'accepted', trouble = NULL, acceptance = new.acceptance, acceptance_of = new.acceptance_of,
            accepted_at = new.at, platform_number = new.platform_number
        WHERE key = new.key AND state = 'sending';
    SELECT RAISE (ABORT, '{_OVERTAKEN}') WHERE changes() <> 1;
    INSERT INTO audit (id, at, event, number, hash)
        VALUES (new.audit_id, new.at, new.audit_event, new.audit_number, new.audit_hash);
"""  # noqa: S608 - a constant of this module

_ACCEPTANCE_REPLY = f"{KEEP} VALUES (new.acceptance_of, new.reply);"


class AtOnce:
    """The statements of one connection; made before its first use of them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._entry = _prepare(database, "entry", _ENTRY, {"": _ENTRY_ROWS, "WHEN new.visit IS NOT NULL": _ENTRY_VISIT})
        written = {"": _ACCEPTANCE_ROWS, "WHEN new.acceptance_of IS NOT NULL": _ACCEPTANCE_REPLY}
        self._acceptance = _prepare(database, "acceptance", _ACCEPTANCE, written)

    def enter(self, row: tuple[object, ...]) -> bool:
        """Write a new transaction: its own row, its number, its audit entry, its slip, its visit's marker.

        False when another process has given out the number or appended to the audit log meanwhile; then nothing is
        written. Raises BugError when the visit has no open marker or has already committed.
        """
        return self._written(self._entry, row)

    def accept(self, row: tuple[object, ...]) -> bool:
        """Write the acceptance of a transaction that is being sent, with its audit entry.

        False when it is in another state by now, or another process has appended to the audit log meanwhile; then
        nothing is written.
        """
        return self._written(self._acceptance, row)

    def _written(self, statement: str, row: tuple[object, ...]) -> bool:
        try:
            self._database.write(statement, row)
        except sqlite3.IntegrityError as error:
            if str(error) == _OVERTAKEN or error.sqlite_errorname == "SQLITE_CONSTRAINT_PRIMARYKEY":
                return False
            if str(error) == _NO_VISIT:
                raise BugError("this visit has no open marker, or has already committed") from error
            raise BugError(f"the store was used wrongly: {error.sqlite_errorname}") from error
        return True


def _prepare(database: Database, name: str, columns: tuple[str, ...], rows: Mapping[str, str]) -> str:
    """The statement that inserts into this view; `rows` are what is written then, by the condition of writing it."""
    nothing = ", ".join(["NULL"] * len(columns))
    database.rows(f"CREATE TEMP VIEW {name} ({', '.join(columns)}) AS SELECT {nothing}")
    for number, (condition, statements) in enumerate(rows.items()):
        trigger = f"CREATE TEMP TRIGGER {name}_{number} INSTEAD OF INSERT ON {name}"
        database.rows(f"{trigger} {condition} BEGIN {statements} END")
    return f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - a name and marks only
