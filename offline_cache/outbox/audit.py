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
_INSERT = "INSERT INTO audit (id, at, event, number, reason, hash) VALUES (?, ?, ?, ?, ?, ?)"


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
        self._last = (0, _NOTHING_BEFORE)
        """Id and hash of the last entry, as far as this object knows."""
        self._undone = -1

    def following(
        self, at: str, event: AuditEvent, *, number: str | None = None, reason: str | None = None
    ) -> tuple[int, str, str, str | None, str | None, str]:
        """The row of an entry that follows the last one: id, at, event, number, reason, hash. `at` is a `stamp`.

        Whoever writes it says so with `written`. When another process has written this id, `look` finds another.
        """
        if self._undone != self._database.undone:
            self.look()
        entry_id, before = self._last[0] + 1, self._last[1]
        rest = (at, event.value, number, reason)
        return entry_id, *rest, _hash(before, entry_id, *rest)

    def written(self, row: tuple[int, str, str, str | None, str | None, str]) -> None:
        """This row is the last one now, unless the transaction is undone."""
        self._last = (row[0], row[-1])

    def look(self) -> None:
        """Read which entry is the last."""
        last = self._database.rows("SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1")
        self._last = (last[0]["id"], last[0]["hash"]) if last else (0, _NOTHING_BEFORE)
        self._undone = self._database.undone

    def append(
        self,
        connection: sqlite3.Connection,
        at: str,
        event: AuditEvent,
        *,
        number: str | None = None,
        reason: str | None = None,
    ) -> None:
        """Add an entry inside the caller's transaction: the fact and its record are kept or lost together."""
        row = self.following(at, event, number=number, reason=reason)
        try:
            connection.execute(_INSERT, row)
        except sqlite3.IntegrityError:
            self.look()
            row = self.following(at, event, number=number, reason=reason)
            connection.execute(_INSERT, row)
        self.written(row)


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
