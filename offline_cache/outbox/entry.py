# SPDX-License-Identifier: GPL-3.0-or-later
"""All rows of a new transaction in one statement: a citizen waits for it, and each statement of its own costs time.

The statement inserts into a view that exists for its connection alone; a trigger makes the rows of it. SQLite undoes
the whole statement when a part of it fails.
"""

import sqlite3

from offline_cache.database import Database
from offline_cache.errors import BugError

_COLUMNS = (
    *("key", "number", "service", "created_at", "digest", "header", "ciphertext", "signature"),
    *("case_id", "case_sequence", "slip", "visit", "epoch", "sequence", "audit_id", "audit_event", "audit_hash"),
)
_OVERTAKEN = "overtaken"
_NO_VISIT = "no visit"

_VIEW = f"CREATE TEMP VIEW entry ({', '.join(_COLUMNS)}) AS SELECT {', '.join(['NULL'] * len(_COLUMNS))}"
_TRIGGER = f"""
CREATE TEMP TRIGGER entry_made INSTEAD OF INSERT ON entry BEGIN
    UPDATE numbering SET sequence = new.sequence WHERE sequence = new.sequence - 1 AND epoch = new.epoch;
    SELECT RAISE (ABORT, '{_OVERTAKEN}') WHERE changes() <> 1;
    INSERT INTO transactions (
        key, number, service, state, created_at, digest, header, ciphertext, signature, case_id, case_sequence
    ) VALUES (
        new.key, new.number, new.service, 'queued', new.created_at, new.digest, new.header, new.ciphertext,
        new.signature, new.case_id, new.case_sequence
    );
    INSERT INTO audit (id, at, event, number, hash)
        VALUES (new.audit_id, new.created_at, new.audit_event, new.number, new.audit_hash);
    INSERT INTO print_jobs (key, state, reprint, slip) VALUES (new.key, 'pending', 0, new.slip);
    UPDATE visits SET number = new.number WHERE id = new.visit AND number IS NULL;
    SELECT RAISE (ABORT, '{_NO_VISIT}') WHERE new.visit IS NOT NULL AND changes() <> 1;
END
"""  # noqa: S608 - two constants of this module
_INSERT = f"INSERT INTO entry VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608 - marks only


def prepare_entries(database: Database) -> None:
    """Once for each connection, before the first `enter`."""
    database.rows(_VIEW)
    database.rows(_TRIGGER)


def enter(connection: sqlite3.Connection, row: tuple[object, ...]) -> bool:
    """Write a transaction, inside the caller's: its own row, its number, its audit entry, its slip, its visit's marker.

    False when another process has given out the number or appended to the audit log meanwhile; then nothing is
    written. Raises BugError when the visit has no open marker or has already committed.
    """
    try:
        connection.execute(_INSERT, row)
    except sqlite3.IntegrityError as error:
        if str(error) == _OVERTAKEN or error.sqlite_errorname == "SQLITE_CONSTRAINT_PRIMARYKEY":
            return False
        if str(error) == _NO_VISIT:
            raise BugError("this visit has no open marker, or has already committed") from error
        raise
    return True
