# SPDX-License-Identifier: GPL-3.0-or-later
"""Decides, row by row, what of a damaged database goes into the new one."""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import TypeGuard

from offline_cache.clock import stamp
from offline_cache.database import Database
from offline_cache.number import EPOCH_DIGITS, TERMINAL_DIGITS, parse_number
from offline_cache.outbox.states import UNDELIVERED, State
from offline_cache.remains import Remains
from offline_cache.sealing import SealBroken, Sealed

_AT_ONCE = 500
_LEFT_BEHIND = frozenset({"numbering", "_sqlite_migrations", "transactions"})
"""Tables that are not copied as they are: without numbering the new database begins an epoch of its own."""
_FROM_COPY = ("epochs", "audit", "print_jobs", "attachments", "replies")
"""Tables whose rows are never deleted: what the copy has of them was there."""

Row = dict[str, object]


class Rescue:
    """One rescue from a damaged database and its copy into a new one."""

    def __init__(self, new: Database, damaged: Remains, copy: Remains) -> None:
        self._new = new
        self._damaged = damaged
        self._copy = copy
        self.saved = self.from_copy = self.parked = 0
        self.lost = 0
        self.lost_numbers: set[str] = set()
        self._last_id = 0

    def run(self, now: datetime) -> None:
        """Copy all that is sound, and count what is not."""
        self._last_id = max(self._damaged.last_row("transactions"), self._copy.last_row("transactions"))
        unsound: dict[str, Row] = {}
        self._insert("transactions", self._sound_ones(unsound))
        self.from_copy = self._insert("transactions", self._copied(unsound))
        self.parked = self._insert("transactions", (row for row in unsound.values() if _keep_unsound(row)))
        for table in (name for name in self._damaged.tables if name not in _LEFT_BEHIND):
            self._insert(table, self._damaged.rows(table))
        for table in (name for name in _FROM_COPY if name in self._copy.tables):
            self._insert(table, self._copy.rows(table))
        self._count(now)

    def _sound_ones(self, unsound: dict[str, Row]) -> Iterator[Row]:
        for row in self._damaged.rows("transactions") if "transactions" in self._damaged.tables else ():
            if _is_sound(row):
                yield row
            elif _is_named(row):
                unsound[str(row["key"])] = row

    def _copied(self, unsound: dict[str, Row]) -> Iterator[Row]:
        have = {row["key"] for row in self._new.rows("SELECT key FROM transactions")}
        for row in self._copy.rows("transactions") if "transactions" in self._copy.tables else ():
            if row["key"] not in have and _is_sound(row):
                unsound.pop(str(row["key"]), None)
                yield row

    def _insert(self, table: str, rows: Iterable[Row]) -> int:
        """Insert what the new table takes; a row that breaks its rules is no row any more. Returns how many."""
        columns = [str(row["name"]) for row in self._new.rows(f'PRAGMA table_info("{table}")')]
        inserted = 0
        all_rows = iter(rows)
        while columns and (some := list(islice(all_rows, _AT_ONCE))):
            with self._new.transaction() as connection:
                for row in some:
                    names = [name for name in columns if name in row]
                    listed, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
                    try:
                        inserted += connection.execute(
                            f'INSERT OR IGNORE INTO "{table}" ({listed}) VALUES ({marks})',  # noqa: S608
                            [row[name] for name in names],
                        ).rowcount
                    except sqlite3.IntegrityError:
                        continue
        return inserted

    def _count(self, now: datetime) -> None:
        saved = {str(row["number"]) for row in self._new.rows("SELECT number FROM transactions")}
        named = {str(row["number"]) for row in self._new.rows("SELECT number FROM audit WHERE number IS NOT NULL")}
        named |= {str(row[0]) for row in self._damaged.some("SELECT number FROM transactions ORDER BY number")}
        named = {number for number in named if _is_number(number)}
        self.saved = len(saved)
        self.lost_numbers = named - saved
        # Ids have no gaps: a commit that fails gives its id back.
        self.lost = max(len(self.lost_numbers), self._last_id - self.saved)
        epochs = {int(number[TERMINAL_DIGITS : TERMINAL_DIGITS + EPOCH_DIGITS]) for number in named | saved}
        self._insert("epochs", ({"epoch": one, "started_at": stamp(now), "reason": "salvaged"} for one in epochs))


def _is_named(row: Row) -> bool:
    return _is_number(row["number"]) and isinstance(row["key"], str) and row["state"] in set(State)


def _is_sound(row: Row) -> bool:
    """Whether name and state can be read and the bytes are those of the digest and of this very row."""
    if not _is_named(row):
        return False
    if row["state"] == State.PURGED:
        return True
    header, ciphertext, signature = row["header"], row["ciphertext"], row["signature"]
    if not (isinstance(header, bytes) and isinstance(ciphertext, bytes) and isinstance(signature, bytes)):
        return False
    sealed = Sealed(header=header, ciphertext=ciphertext, signature=signature)
    try:
        read = sealed.read_header()
    except SealBroken:
        return False
    return (read.key, read.number, sealed.digest) == (row["key"], row["number"], row["digest"])


def _keep_unsound(row: Row) -> bool:
    """Keep what a person may still make something of: parked when the platform does not have it."""
    if row["state"] in UNDELIVERED:
        row |= {"state": State.PARKED, "trouble": "damaged"}
        return all(isinstance(row[name], bytes) for name in ("header", "ciphertext", "signature"))
    return True


def _is_number(text: object) -> TypeGuard[str]:
    try:
        return isinstance(text, str) and parse_number(text) == text
    except ValueError:
        return False
