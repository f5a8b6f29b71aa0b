# SPDX-License-Identifier: GPL-3.0-or-later
import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from offline_cache.database import PAGE_BYTES, Database
from offline_cache.errors import BugError, StoreBusy, StoreCorrupt, StoreFull, StoreReadOnly, StoreUnreadable
from offline_cache.migrations import migrations


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "data" / "outbox.db")


def pragma(database: Database, name: str) -> object:
    return database.rows(f"PRAGMA {name}")[0][0]


def test_a_commit_is_on_the_disk_when_it_returns(database: Database) -> None:
    """A power cut after the slip was printed would take the record behind it."""
    assert pragma(database, "journal_mode") == "wal"
    assert pragma(database, "synchronous") == 2
    with database.transaction(durable=False):
        assert pragma(database, "synchronous") == 1
    with database.transaction():
        assert pragma(database, "synchronous") == 2
    database.write("DELETE FROM visits", (), durable=False)
    assert pragma(database, "synchronous") == 1
    database.write("DELETE FROM visits", ())
    assert pragma(database, "synchronous") == 2


def test_deleted_bytes_are_overwritten(database: Database) -> None:
    """Purged bytes could be read from the free pages of a stolen disk."""
    assert pragma(database, "secure_delete") == 1


def test_only_the_owner_reads_the_store(database: Database) -> None:
    """Any other account on the terminal could copy the queue."""
    assert stat.S_IMODE(database.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(database.path.parent.stat().st_mode) == 0o700


def test_each_version_is_recorded_and_applied_once(database: Database) -> None:
    """An upgrade would run again over citizens' rows, or be skipped."""
    database.close()
    again = Database(database.path)
    assert [row["name"] for row in again.rows("SELECT name FROM _sqlite_migrations")] == [
        migration.name for migration in migrations._migrations
    ]


def test_an_exception_undoes_the_whole_block(database: Database) -> None:
    """Half a commit: a number without a transaction, or a slip without a record."""
    with pytest.raises(BugError), database.transaction() as connection:
        connection.executemany("INSERT INTO epochs VALUES (?, 'now', 'test')", [(1,), (1,)])
    assert database.rows("SELECT * FROM epochs") == []


@pytest.mark.parametrize("damage", ["page", "header"])
def test_a_damaged_file_is_told_at_the_start(database: Database, damage: str) -> None:
    """The terminal would go on writing into a damaged store and lose more."""
    with database.transaction() as connection:
        connection.executemany("INSERT INTO epochs VALUES (?, ?, 'test')", [(n, "x" * 500) for n in range(200)])
    database.close()
    whole = bytearray(database.path.read_bytes())
    start = 0 if damage == "header" else whole.index(b"x" * 500) // PAGE_BYTES * PAGE_BYTES
    whole[start : start + 4096] = b"\xff" * 4096
    database.path.write_bytes(whole)
    with pytest.raises(StoreCorrupt):
        Database(database.path)


def test_a_full_disk_is_told_and_nothing_is_half_written(database: Database) -> None:
    """A full disk would look like a crash of the program, and the technician would not free it."""
    database._connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(StoreFull), database.transaction() as connection:
        connection.executemany("INSERT INTO epochs VALUES (?, ?, 'test')", [(n, "x" * 500) for n in range(2000)])
    assert database.rows("SELECT * FROM epochs") == []


def test_a_read_only_store_is_told(database: Database) -> None:
    """A file system that the kernel remounted read-only would look like a bug."""
    database._connection.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreReadOnly), database.transaction() as connection:
        connection.execute("INSERT INTO epochs VALUES (1, 'now', 'test')")


def test_another_process_that_writes_is_told(database: Database) -> None:
    """`kiosk queue retry` at the wrong moment would crash the engine."""
    database._connection.execute("PRAGMA busy_timeout = 0")
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy), database.transaction():
        pass
    other.close()


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    """A wrong path in terminal.toml would end in a traceback."""
    (tmp_path / "outbox.db").mkdir()
    with pytest.raises(StoreUnreadable):
        Database(tmp_path / "outbox.db")


def test_a_wrong_statement_is_a_bug(database: Database) -> None:
    """Our own mistakes would be shown to the technician as a broken disk."""
    with pytest.raises(BugError):
        database.rows("SELECT * FROM nothing")


def test_another_thread_is_a_bug(database: Database) -> None:
    """Two threads on one connection would mix their transactions."""
    raised: list[BaseException] = []

    def use() -> None:
        try:
            database.rows("SELECT 1")
        except BugError as error:
            raised.append(error)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert len(raised) == 1
