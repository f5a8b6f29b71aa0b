# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a damaged disk takes a citizen's words with it though there was a copy, or a copy counts on."""

import os
import sqlite3
import stat
import time
from contextlib import closing
from pathlib import Path

import pytest

from offline_cache.database import Database
from offline_cache.errors import StoreCorrupt, StoreFull
from offline_cache.night_copy import CopyStopped, copy, copy_of, examine
from tests.offline_cache.store_stand import Stand, open_outbox


@pytest.fixture
def path(stand: Stand) -> Path:
    return stand.folder / "outbox.db"


def test_the_copy_holds_what_the_queue_holds_while_it_is_open(stand: Stand, path: Path) -> None:
    """The newest cases, which are only in the log beside the file, would not be in it."""
    committed = [stand.commit() for _ in range(5)]
    with closing(sqlite3.connect(copy(path, spare_bytes=0))) as read:
        rows = read.execute("SELECT key, number, ciphertext FROM transactions ORDER BY id").fetchall()
    assert [row[:2] for row in rows] == [(one.key, one.number) for one in committed]
    stand.commit()
    assert [row[2] for row in rows] == [item.sealed.ciphertext for item in stand.outbox.claim(5)]


def test_there_is_one_copy_and_only_its_owner_reads_it(stand: Stand, path: Path) -> None:
    """The disk would fill with copies, or another account could take them."""
    copy(path, spare_bytes=0)
    stand.commit()
    made = copy(path, spare_bytes=0)
    assert made == copy_of(path)
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert {one.name for one in stand.folder.iterdir()} == {
        "outbox.db", "outbox.db-wal", "outbox.db-shm", "outbox.sender", "outbox.db.copy",
    }  # fmt: skip


def test_a_copy_in_the_place_of_the_queue_begins_its_own_numbers(stand: Stand, path: Path, tmp_path: Path) -> None:
    """Two papers would carry one number: what was committed after the copy, and what comes after its return."""
    before = stand.commit()
    made = copy(path, spare_bytes=0)
    later = stand.commit()
    (tmp_path / "back").mkdir()
    made.rename(tmp_path / "back" / "outbox.db")
    restored = open_outbox(tmp_path / "back", stand.clock, random=stand.random)
    new = restored.commit("report-12345", b"x", slip=b"{}")
    assert restored.get(before.key) is not None
    assert new.number[8:14] not in {before.number[8:14], later.number[8:14]}
    restored.close()


def test_a_copy_never_takes_the_room_for_new_cases(stand: Stand, path: Path) -> None:
    """The copy would be what fills the disk."""
    first = copy(path, spare_bytes=0)
    inode = first.stat().st_ino
    with pytest.raises(StoreFull):
        copy(path, spare_bytes=1 << 60)
    assert first.stat().st_ino == inode


def test_the_terminal_can_end_in_the_middle(stand: Stand, path: Path) -> None:
    """Half a copy would stand in the place of a whole one, or the terminal would not end."""
    for _ in range(200):
        stand.commit("x" * 2000)
    first = copy(path, spare_bytes=0)
    inode = first.stat().st_ino
    with pytest.raises(CopyStopped):
        copy(path, spare_bytes=0, stop=lambda: True)
    assert first.stat().st_ino == inode
    assert not list(stand.folder.glob("*.draft*"))


def test_damage_that_a_start_does_not_look_for_is_found_at_night(stand: Stand, path: Path) -> None:
    """An index that lacks a row hides a case from the sender for ever."""
    stand.commit()
    examine(path)
    stand.outbox.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as broken:
        broken.execute("PRAGMA writable_schema = ON")
        broken.execute(
            "UPDATE sqlite_schema SET sql = replace(sql, 'state DESC', 'service DESC') "
            "WHERE name = 'transactions_by_state'"
        )
    Database(path).close()
    with pytest.raises(StoreCorrupt):
        examine(path)


def test_a_start_looks_through_a_hundred_thousand_cases_in_seconds(tmp_path: Path) -> None:
    """Citizens would stand before a dark screen after each power cut."""
    path = tmp_path / "outbox.db"
    database = Database(path)
    with database.transaction() as connection:
        connection.executemany(
            "INSERT INTO transactions (key, number, service, state, created_at, digest, header, ciphertext, signature) "
            "VALUES (?, ?, 's', 'queued', 'now', 'd', ?, ?, ?)",
            ((f"{n:036}", f"{n:020}", bytes(300), bytes(2000), os.urandom(64)) for n in range(100_000)),
        )
    database.close()
    begun = time.monotonic()
    Database(path).close()
    assert time.monotonic() - begun < 5
