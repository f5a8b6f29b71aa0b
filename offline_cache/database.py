# SPDX-License-Identifier: GPL-3.0-or-later
"""One SQLite file that keeps what was committed through power cuts.

Write-ahead log with `synchronous=FULL`: a commit that returned is on the disk (SQLite documentation, "PRAGMA
synchronous"). `secure_delete` overwrites what is deleted. Every error of SQLite becomes a `StoreTrouble` when the
surroundings caused it, or a `BugError` when this code did.
"""

import errno
import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path

import sqlite_utils

from offline_cache.errors import (
    BugError,
    KnownError,
    StoreBusy,
    StoreCorrupt,
    StoreFull,
    StoreReadOnly,
    StoreUnreadable,
)
from offline_cache.migrations import migrations

BUSY_SECONDS = 5.0
"""How long a write waits for another process, such as `kiosk queue retry`, before it is `StoreBusy`."""

PAGE_BYTES = 4096
"""A sync carries whole pages, and a damaged one takes all its rows: small ones. Set when a database is made."""

WAL_LIMIT_BYTES = 16 * 1024 * 1024

_BY_SQLITE_CODE: Mapping[int, type[KnownError]] = {
    sqlite3.SQLITE_CORRUPT: StoreCorrupt,
    sqlite3.SQLITE_NOTADB: StoreCorrupt,
    sqlite3.SQLITE_FULL: StoreFull,
    sqlite3.SQLITE_BUSY: StoreBusy,
    sqlite3.SQLITE_LOCKED: StoreBusy,
    sqlite3.SQLITE_READONLY: StoreReadOnly,
    sqlite3.SQLITE_PERM: StoreReadOnly,
    sqlite3.SQLITE_IOERR: StoreUnreadable,
    sqlite3.SQLITE_CANTOPEN: StoreUnreadable,
    # The index of the write-ahead log could not grow: on a full disk, SQLite's name for it is an input or output error.
    sqlite3.SQLITE_IOERR_SHMSIZE: StoreFull,
}
_BY_ERRNO: Mapping[int, type[KnownError]] = {
    errno.ENOSPC: StoreFull,
    errno.EDQUOT: StoreFull,
    errno.EROFS: StoreReadOnly,
    errno.EACCES: StoreReadOnly,
    errno.EPERM: StoreReadOnly,
}


class Database:
    """A connection that belongs to the thread that made it: any use from another thread is a `BugError`.

    Opening creates the file (readable by its owner alone), checks it and brings its schema up to date. Raises
    StoreCorrupt when SQLite's `quick_check` finds damage, and any other `StoreTrouble`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.undone = 0
        """How often a transaction, or a part of one, was undone: what was remembered of it does not hold."""
        self.durable = True
        """Whether commits wait for the disk at this moment."""
        with translated_errors():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
            self._connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            with translated_errors():
                self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self) -> None:
        execute = self._connection.execute
        self._connection.row_factory = sqlite3.Row
        execute(f"PRAGMA page_size = {PAGE_BYTES}")
        execute("PRAGMA journal_mode = WAL")
        execute(f"PRAGMA journal_size_limit = {WAL_LIMIT_BYTES}")
        execute("PRAGMA synchronous = FULL")
        execute("PRAGMA secure_delete = ON")
        execute("PRAGMA foreign_keys = ON")
        execute("PRAGMA temp_store = MEMORY")
        if execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise StoreCorrupt("the database does not pass quick_check")
        migrations.apply(sqlite_utils.Database(self._connection, execute_plugins=False))

    def transaction(self, *, durable: bool = True) -> AbstractContextManager[sqlite3.Connection]:
        """All statements of the block, or none of them. Leaving the block commits; an exception rolls back.

        With `durable=False` a power cut may undo the commit (a killed process does not): for marks that are found
        again. The next durable commit makes it durable too. Inside another transaction the block is a part of that
        one: undone by itself, committed with the whole.
        """
        if self._connection.in_transaction:
            return _Part(self, self._connection)
        return _Whole(self, self._connection, durable=durable)

    def write(self, sql: str, parameters: Sequence[object], *, durable: bool = True) -> sqlite3.Cursor:
        """One statement that is a transaction by itself, and undone by itself when it fails.

        SQLite spares it the notes by which it would undo one statement among others. Inside another transaction the
        statement is a part of that one. Raises sqlite3.IntegrityError when a constraint or a trigger refuses.
        """
        try:
            if durable is not self.durable and not self._connection.in_transaction:
                self.wait_for_disk(self._connection, durable=durable)
            return self._connection.execute(sql, parameters)
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as error:
            raise_translated(error)
            raise

    def wait_for_disk(self, connection: sqlite3.Connection, *, durable: bool) -> None:
        """Have the commits that follow wait for the disk, or not."""
        connection.execute("PRAGMA synchronous = FULL" if durable else "PRAGMA synchronous = NORMAL")
        self.durable = durable

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[sqlite3.Row]:
        """All rows of a query."""
        try:
            return self._connection.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise_translated(error)
            raise

    def close(self) -> None:
        """Close the file; SQLite then folds the log into it."""
        with translated_errors():
            self._connection.close()


class _Whole:
    """A transaction from BEGIN to COMMIT. A class, since a generator would cost each commit some microseconds."""

    __slots__ = ("_connection", "_database", "_durable")

    def __init__(self, database: Database, connection: sqlite3.Connection, *, durable: bool) -> None:
        self._database = database
        self._connection = connection
        self._durable = durable

    def __enter__(self) -> sqlite3.Connection:
        with translated_errors():
            if self._durable is not self._database.durable:
                self._database.wait_for_disk(self._connection, durable=self._durable)
            self._connection.execute("BEGIN IMMEDIATE")
        return self._connection

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is None:
            try:
                self._connection.execute("COMMIT")
            except BaseException as failed:
                self._undo()
                raise_translated(failed)
                raise
        else:
            self._undo()
            raise_translated(error)

    def _undo(self) -> None:
        self._database.undone += 1
        # A full disk may have rolled back by itself; the first error is the one to tell.
        with suppress(sqlite3.Error):
            self._connection.execute("ROLLBACK")


class _Part:
    """A part of a transaction that is under way."""

    __slots__ = ("_connection", "_database")

    def __init__(self, database: Database, connection: sqlite3.Connection) -> None:
        self._database = database
        self._connection = connection

    def __enter__(self) -> sqlite3.Connection:
        with translated_errors():
            self._connection.execute("SAVEPOINT part")
        return self._connection

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is None:
            with translated_errors():
                self._connection.execute("RELEASE part")
            return
        self._database.undone += 1
        # A full disk may have rolled the whole back by itself; the first error is the one to tell.
        with suppress(sqlite3.Error):
            self._connection.execute("ROLLBACK TO part")
            self._connection.execute("RELEASE part")
        raise_translated(error)


class _Translated:
    __slots__ = ()

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is not None:
            raise_translated(error)


_TRANSLATED = _Translated()


def translated_errors() -> AbstractContextManager[None]:
    """Turns errors of SQLite and of the file system into a `StoreTrouble`, or else into a `BugError`."""
    return _TRANSLATED


def raise_translated(error: BaseException) -> None:
    """Raise what an error of SQLite or of the file system means here; return for any other."""
    if isinstance(error, sqlite3.Error):
        # ProgrammingError has no code: it is a wrong thread or a wrong statement.
        code = getattr(error, "sqlite_errorcode", None)
        known = None if code is None else _BY_SQLITE_CODE.get(code, _BY_SQLITE_CODE.get(code & 0xFF))
        name = getattr(error, "sqlite_errorname", type(error).__name__)
        if known is None:
            raise BugError(f"the store was used wrongly: {name}") from error
        raise known(str(name)) from error
    if isinstance(error, OSError):
        number = error.errno or 0
        raise _BY_ERRNO.get(number, StoreUnreadable)(errno.errorcode.get(number, "OSError")) from error
