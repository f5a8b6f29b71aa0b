# SPDX-License-Identifier: GPL-3.0-or-later
"""The nightly examination of the whole database, and one copy of it for the day on which the database is damaged.

Both read beside the writer, through a connection of their own: SQLite's write-ahead log lets the queue go on meanwhile.
The copy lies beside the database or, where the terminal has one, on a second disk. It is replaced whole or not at all,
and is no second sender: nothing opens it as a queue, and it holds no numbering, so that one put in the queue's place by
hand begins an epoch of its own. What is in it is as sealed as in the database.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from offline_cache.database import translated_errors
from offline_cache.errors import StoreCorrupt, StoreFull, StoreTrouble

_STEPS = 1000
"""SQLite's own steps between two looks at whether to stop."""


class CopyStopped(StoreTrouble):
    """The terminal ends; the copy of the night before stays."""


def copy_of(path: Path, folder: Path | None = None) -> Path:
    """Where the copy of a database lies: in `folder`, or beside it."""
    return (folder or path.parent) / f"{path.name}.copy"


def newest_copy(path: Path, second: Path | None) -> Path | None:
    """The newest copy of a database, beside it or in the folder on a second disk; None when there is none."""
    found: list[tuple[float, Path]] = []
    for place in {copy_of(path), copy_of(path, second)}:
        with suppress(OSError):
            found.append((place.stat().st_mtime, place))
    return max(found)[1] if found else None


def examine(path: Path, *, stop: Callable[[], bool] = lambda: False) -> None:
    """Run SQLite's `integrity_check` over every row and index. Raises StoreCorrupt when it finds damage."""
    with translated_errors(), closing(_reading(path, stop)) as connection:
        found = _unless_stopped(connection, "PRAGMA integrity_check(1)", ())
        if found != [("ok",)]:
            raise StoreCorrupt("the database does not pass integrity_check")


def copy(path: Path, *, spare_bytes: int, folder: Path | None = None, stop: Callable[[], bool] = lambda: False) -> Path:
    """Replace the copy in `folder`, or beside the database, by one of now, and return where it lies.

    Raises StoreFull, with the old copy in its place, when the new one would leave less than `spare_bytes` free there.
    """
    final = copy_of(path, folder)
    draft = final.with_name(f"{final.name}.draft")
    with translated_errors():
        draft.unlink(missing_ok=True)
        log = path.with_name(f"{path.name}-wal")
        size = path.stat().st_size + (log.stat().st_size if log.exists() else 0)
        if shutil.disk_usage(final.parent).free < size + spare_bytes:
            raise StoreFull("no room for a copy of the database")
        try:
            # Made first, so that it is nobody else's to read; SQLite fills an empty file.
            os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
            with closing(_reading(path, stop)) as connection:
                _unless_stopped(connection, "VACUUM INTO ?", (str(draft),))
            with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
                if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                    raise StoreCorrupt("the copy does not pass quick_check")
                connection.execute("DELETE FROM numbering")
            flush(draft)
            draft.replace(final)
            flush(final.parent)
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
    return final


def flush(path: Path) -> None:
    """Bring a file, or the names in a folder, onto the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _reading(path: Path, stop: Callable[[], bool]) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    connection.set_progress_handler(stop, _STEPS)
    return connection


def _unless_stopped(connection: sqlite3.Connection, sql: str, parameters: tuple[str, ...]) -> list[tuple[object, ...]]:
    try:
        return connection.execute(sql, parameters).fetchall()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            raise CopyStopped("the terminal ends") from error
        raise
