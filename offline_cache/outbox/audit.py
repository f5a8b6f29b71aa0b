# SPDX-License-Identifier: GPL-3.0-or-later
"""The store's audit log: entries chained by hash, so that one altered or removed in the middle is found.

An entry's hash is SHA-256 over the hash before it and the entry's own fields. Fields are fixed: an event, a
transaction's number, a code. None of them names a person.
"""

import hashlib
import sqlite3
from enum import StrEnum

import msgspec

from offline_cache.database import Database

_NOTHING_BEFORE = "0" * 64


class AuditEvent(StrEnum):
    """Fixed ids of what is recorded; an id is never given another meaning."""

    COMMITTED = "transaction.committed"
    ACCEPTED = "transaction.accepted"
    SETTLED = "transaction.settled"
    REJECTED = "transaction.rejected"
    PARKED = "transaction.parked"
    RETRIED = "transaction.retried"
    """Put back into the queue by hand."""
    EXPORTED = "transaction.exported"
    """Written into a bundle."""
    RESUMED = "transaction.resumed"
    """Exported, and not yet at the platform when the link was back: sent by the network as well."""
    FORGOTTEN = "transaction.forgotten"
    """The platform no longer knows what it had accepted; queued again."""
    INTERRUPTED = "transaction.interrupted"
    """An attempt with unknown outcome was queued again."""
    PURGED = "transaction.purged"
    SALVAGED = "store.salvaged"
    """A damaged database was set aside; the reason tells how many transactions were lost."""
    PRINTED = "print.printed"
    PRINT_FAILED = "print.failed"
    PRINT_UNKNOWN = "print.unknown"
    REPRINT = "print.reprint"


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One recorded fact."""

    id: int
    at: str
    """UTC by the wall clock, which may be wrong; `id` gives the order."""
    event: str
    """An `AuditEvent`, or an id that only a newer release knows: the store may have been its."""
    number: str | None
    reason: str | None
    hash: str


class AuditLog:
    """The way into the audit log of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._last: tuple[int, str] | None = None
        """Id and hash of the last entry, as far as this object knows."""
        self._undone = -1

    def append(
        self,
        connection: sqlite3.Connection,
        at: str,
        event: AuditEvent,
        *,
        number: str | None = None,
        reason: str | None = None,
    ) -> None:
        """Add an entry inside the caller's transaction: the fact and its record are kept or lost together.

        `at` is a `stamp`.
        """
        rest = (at, event.value, number, reason)
        if self._last is not None and self._undone == self._database.undone:
            try:
                self._last = _follow(connection, self._last, rest)
            except sqlite3.IntegrityError:
                pass  # another process has appended meanwhile: its entry has this id
            else:
                return
        last = connection.execute("SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1").fetchone()
        self._undone = self._database.undone
        self._last = _follow(connection, (0, _NOTHING_BEFORE) if last is None else (last["id"], last["hash"]), rest)


def _follow(
    connection: sqlite3.Connection, last: tuple[int, str], rest: tuple[str, str, str | None, str | None]
) -> tuple[int, str]:
    entry_id, before = last[0] + 1, last[1]
    own = _hash(before, entry_id, *rest)
    connection.execute(
        "INSERT INTO audit (id, at, event, number, reason, hash) VALUES (?, ?, ?, ?, ?, ?)", (entry_id, *rest, own)
    )
    return entry_id, own


def read_entries(database: Database) -> list[AuditEntry]:
    """All entries in their order."""
    rows = database.rows("SELECT id, at, event, number, reason, hash FROM audit ORDER BY id")
    return [msgspec.convert(dict(row), AuditEntry) for row in rows]


def first_broken(entries: list[AuditEntry]) -> int | None:
    """The id of the first entry that does not follow from the one before it; None when the chain holds.

    A chain cut off at its end still holds: what was reported elsewhere shows where it once ended.
    """
    before, expected = _NOTHING_BEFORE, 1
    for entry in entries:
        own = _hash(before, entry.id, entry.at, entry.event, entry.number, entry.reason)
        if entry.id != expected or entry.hash != own:
            return entry.id
        before, expected = entry.hash, expected + 1
    return None


def _hash(before: str, *fields: int | str | None) -> str:
    return hashlib.sha256(before.encode() + msgspec.json.encode(fields)).hexdigest()
