# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what a damaged SQLite file still has: around each damaged page, never writing to the file."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

log = logging.getLogger(__name__)

_AT_ONCE = 256
"""Rows read in one query while nothing is wrong."""
_MOST_ROWS = 1_000_000
"""A damaged page may claim any row id; a terminal's life has fewer rows."""


class Remains:
    """One file, possibly damaged or absent. Rows are plain mappings from column to value."""

    def __init__(self, path: Path) -> None:
        self._connection: sqlite3.Connection | None = None
        self.tables: dict[str, list[str]] = {}
        """The columns of each table."""
        if not path.exists() or path.stat().st_size == 0:
            return
        try:
            self._connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
            self._connection.text_factory = lambda raw: raw.decode(errors="replace")
            for (name,) in self._all("SELECT name FROM sqlite_schema WHERE type = 'table'"):
                self.tables[str(name)] = [str(row[1]) for row in self._all(f'PRAGMA table_info("{name}")')]
        except sqlite3.DatabaseError as error:
            log.error("%s cannot be read: %s", path.name, type(error).__name__)  # noqa: TRY400 - the type says it all

    @property
    def readable(self) -> bool:
        """Whether anything can be asked at all."""
        return bool(self.tables)

    def rows(self, table: str) -> Iterator[dict[str, object]]:
        """Every row that can still be read, in the order of row ids, which are given as `rowid`."""
        for first in range(1, self.last_row(table) + 1, _AT_ONCE):
            yield from self._between(table, first, first + _AT_ONCE - 1)

    def last_row(self, table: str) -> int:
        """The highest row id that the table or one of its indexes knows; 0 when none does."""
        known = [0]
        if table in self.tables:
            # The plain maximum looks at the table's end; a count may be answered by an index when that end is damaged.
            asked = [f'SELECT max(rowid) FROM "{table}"', f'SELECT count(*) FROM "{table}"']  # noqa: S608
            if table == "transactions":
                asked += ["SELECT id FROM transactions INDEXED BY transactions_by_state WHERE state > ''"]
            known += [row[0] for sql in asked for row in self.some(sql) if isinstance(row[0], int)]
        return min(max(known), _MOST_ROWS)

    def some(self, sql: str) -> list[tuple[object, ...]]:
        """What a query finds before it meets damage."""
        found: list[tuple[object, ...]] = []
        if self._connection is not None:
            with suppress(sqlite3.DatabaseError):
                found.extend(map(tuple, self._connection.execute(sql)))
        return found

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()

    def _between(self, table: str, first: int, last: int) -> Iterator[dict[str, object]]:
        columns = self.tables[table]
        try:
            names = ", ".join(f'"{name}"' for name in columns)
            found = self._all(
                f'SELECT rowid, {names} FROM "{table}" WHERE rowid BETWEEN ? AND ? ORDER BY rowid',  # noqa: S608
                (first, last),
            )
        except sqlite3.DatabaseError:
            if first < last:
                middle = (first + last) // 2
                yield from self._between(table, first, middle)
                yield from self._between(table, middle + 1, last)
            return
        for row in found:
            yield {"rowid": row[0]} | dict(zip(columns, row[1:], strict=True))

    def _all(self, sql: str, parameters: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        return [] if self._connection is None else self._connection.execute(sql, parameters).fetchall()
