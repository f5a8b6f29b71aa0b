# SPDX-License-Identifier: GPL-3.0-or-later
"""A terminal goes back to an earlier release, with cases in every state in its queue.

What the first release knew of the store is written down here, and never changes: a schema that it cannot live with
needs a way of its own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import sqlite_utils

from offline_cache.migrations import migrations
from offline_cache.outbox.states import State
from offline_cache.transport import Accepted, Stage, StatusResult
from tests.offline_cache.store_stand import START, Stand

FIRST_STATES = {"queued", "sending", "accepted", "settled", "rejected", "parked", "exported", "purged"}
FIRST_TABLES = {
    "numbering": "only_row terminal hardware epoch sequence",
    "epochs": "epoch started_at reason",
    "transactions": "id key number service state created_at digest header ciphertext signature attempts trouble "
    "acceptance accepted_at settled_at platform_number business_status",
    "audit": "id at event number reason hash",
    "print_jobs": "id key state reprint slip",
    "visits": "id service started_at number",
    "ratings": "number satisfaction rated_at",
}
FIRST_WRITES = (
    "UPDATE numbering SET sequence = sequence + 1",
    "INSERT INTO epochs (epoch, started_at, reason) VALUES (-1, 't', 'new_store')",
    "INSERT INTO transactions (key, number, service, state, created_at, digest, header, ciphertext, signature) "
    "VALUES ('k', 'n', 's', 'queued', 't', 'd', x'01', x'02', x'03')",
    "INSERT INTO audit (id, at, event, number, reason, hash) "
    "SELECT max(id) + 1, 't', 'transaction.committed', 'n', NULL, 'h' FROM audit",
    "INSERT INTO print_jobs (key, state, reprint, slip) VALUES ('k', 'pending', 0, x'')",
    "INSERT INTO visits (id, service, started_at) VALUES ('v', 's', 't')",
    "UPDATE visits SET number = 'n' WHERE id = 'v'",
    "INSERT INTO ratings (number, satisfaction, rated_at) VALUES ('n', '5', 't')",
    "UPDATE transactions SET state = 'sending', attempts = attempts + 1 WHERE key = 'k'",
    "UPDATE transactions SET state = 'queued', trouble = 'interrupted' WHERE state = 'sending'",
    "UPDATE transactions SET state = 'accepted', acceptance = x'01', accepted_at = 't', trouble = NULL WHERE key = 'k'",
    "UPDATE transactions SET platform_number = 'P', business_status = '受理' WHERE key = 'k'",
    "UPDATE transactions SET state = 'settled', settled_at = 't' WHERE key = 'k'",
    "UPDATE transactions SET state = 'purged', header = NULL, ciphertext = NULL, signature = NULL WHERE key = 'k'",
    "DELETE FROM ratings WHERE number = 'n'",
    "DELETE FROM visits WHERE id = 'v'",
)


def all_versions() -> list[sqlite_utils.Migrations._Migration]:
    with closing(sqlite3.connect(":memory:")) as connection:
        return migrations.pending(sqlite_utils.Database(connection, execute_plugins=False))


@pytest.fixture
def left_behind(tmp_path: Path) -> Path:
    """What this release leaves on the disk: a case in every state."""
    stand = Stand(tmp_path)
    cases = {state: stand.commit() for state in State if state is not State.SEALED}
    outbox = stand.outbox
    delivered = (State.ACCEPTED, State.SETTLED, State.PURGED)
    for item in outbox.claim(10):
        state = next(state for state, case in cases.items() if case.key == item.key)
        if state in delivered:
            outbox.record_acceptance(Accepted(key=item.key, digest=item.sealed.digest, acceptance=b"signed"))
        elif state is State.REJECTED:
            outbox.reject(item.key, "form_invalid")
        elif state in {State.PARKED, State.EXPORTED}:
            outbox.park(item.key, "key_conflict")
        elif state is State.QUEUED:
            outbox.release([item.key], "unreachable")
    outbox.settle(StatusResult(key=cases[State.PURGED].key, stage=Stage.SETTLED))
    outbox.purge(START + timedelta(days=1))
    outbox.settle(StatusResult(key=cases[State.SETTLED].key, stage=Stage.SETTLED))
    outbox.known_time.keep(START)
    with outbox._database.transaction() as connection:
        # The state is what counts here; how a bundle is written is another test's matter.
        connection.execute("UPDATE transactions SET state = 'exported' WHERE key = ?", (cases[State.EXPORTED].key,))
    assert {case.state for case in outbox.listed(limit=10)} == set(State) - {State.SEALED}
    outbox.close()
    return tmp_path / "outbox.db"


@contextmanager
def as_before(store: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.row_factory = sqlite3.Row
        yield connection


def test_an_earlier_release_reads_every_case(left_behind: Path) -> None:
    """After a new release fails in the field, the old one could not open the queue, and its cases would be lost."""
    with as_before(left_behind) as connection:
        for table, columns in FIRST_TABLES.items():
            found = {row["name"] for row in connection.execute(f"PRAGMA table_info({table})")}
            assert set(columns.split()) <= found
        cases = connection.execute(f"SELECT {FIRST_TABLES['transactions'].replace(' ', ', ')} FROM transactions")
        rows = cases.fetchall()
    assert {row["state"] for row in rows} == FIRST_STATES, "a state that the earlier release cannot read"
    for row in rows:
        sealed = [row["header"], row["ciphertext"], row["signature"]]
        assert all(part is None for part in sealed) if row["state"] == "purged" else all(sealed)


@pytest.mark.parametrize("known", range(len(all_versions())))
def test_an_earlier_release_finds_its_schema(left_behind: Path, known: int) -> None:
    """It would try to make tables that are there, and never start."""
    earlier = sqlite_utils.Migrations(migrations.name)
    for migration in all_versions()[: known + 1]:
        earlier(name=migration.name)(migration.fn)
    with as_before(left_behind) as connection:
        database = sqlite_utils.Database(connection, execute_plugins=False)
        assert earlier.pending(database) == []
        earlier.apply(database)


def test_an_earlier_release_works_on_and_this_one_after_it(left_behind: Path) -> None:
    """It could read, but not keep the next citizen's case; or the way forward again would be barred."""
    with as_before(left_behind) as connection:
        for statement in FIRST_WRITES:
            connection.execute(statement)
        assert connection.execute("SELECT state FROM transactions WHERE key = 'k'").fetchone()[0] == "purged"
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    stand = Stand(left_behind.parent)
    assert stand.kept("n").state is State.PURGED
    assert stand.commit().state is State.QUEUED
    stand.outbox.close()
