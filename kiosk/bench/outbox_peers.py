# SPDX-License-Identifier: GPL-3.0-or-later
"""Queues of others on the same disk at the same durability: each commit is synced before it returns."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType

from offline_cache.database import WAL_LIMIT_BYTES, Database
from offline_cache.outbox.transaction import Transaction
from offline_cache.sealing import Sealed

_TRANSACTION = (
    "INSERT INTO transactions (key, number, service, state, created_at, digest, header, ciphertext, signature, "
    "case_id, case_sequence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)

Cycle = Callable[[bytes], None]
"""Puts a payload into a queue, takes it out, and acknowledges it."""


class BareSqlite:
    """The rows of one commit written with `sqlite3` and nothing else: what the disk and SQLite take by themselves."""

    def __init__(self, path: Path) -> None:
        Database(path).close()  # the same tables, indexes and pages
        self._connection = sqlite3.connect(path, isolation_level=None)
        execute = self._connection.execute
        execute("PRAGMA synchronous = FULL")
        execute("PRAGMA secure_delete = ON")
        execute("PRAGMA foreign_keys = ON")
        execute(f"PRAGMA journal_size_limit = {WAL_LIMIT_BYTES}")
        execute("INSERT INTO numbering VALUES (1, '', '', 1, 0)")

    def write(self, made: Transaction, sealed: Sealed, slip: bytes) -> None:
        """Write what `Outbox.commit` writes for this transaction: the same rows, nothing read."""
        rows = (
            (
                *(made.key, made.number, made.service, made.state.value, made.created_at, made.digest),
                *(sealed.header, sealed.ciphertext, sealed.signature, None, None),
            ),
            (made.created_at, "transaction.committed", made.number, None, made.digest),
            (made.key, slip),
        )
        execute = self._connection.execute
        execute("BEGIN IMMEDIATE")
        execute("UPDATE numbering SET sequence = sequence + 1")
        execute(_TRANSACTION, rows[0])
        execute("INSERT INTO audit (at, event, number, reason, hash) VALUES (?, ?, ?, ?, ?)", rows[1])
        execute("INSERT INTO print_jobs (key, state, reprint, slip) VALUES (?, 'pending', 0, ?)", rows[2])
        execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def open_peers(folder: Path) -> tuple[dict[str, Cycle], list[str]]:
    """The peers that are installed, ready in this folder, and the names of those that are not."""
    ready: dict[str, Cycle] = {}
    missing = []
    for name, (module, make) in _PEERS.items():
        try:
            found = import_module(module)
        except ImportError:
            missing.append(name)
        else:
            ready[name] = make(found, folder)
    return ready, missing


def _persist_queue(module: ModuleType, folder: Path) -> Cycle:
    queue = module.SQLiteAckQueue(str(folder / "persist-queue"), auto_commit=True)

    def cycle(payload: bytes) -> None:
        queue.put(payload)
        queue.ack(queue.get())

    return cycle


def _litequeue(module: ModuleType, folder: Path) -> Cycle:
    queue = module.LiteQueue(folder / "litequeue.db")
    queue.conn.execute("PRAGMA synchronous = FULL")  # its own choice loses commits with the power

    def cycle(payload: bytes) -> None:
        queue.put(base64.b64encode(payload).decode())
        queue.done(queue.pop().message_id)

    return cycle


def _localqueue(module: ModuleType, folder: Path) -> Cycle:
    queue = module.SimpleQueue(str(folder / "localqueue"), durability=module.DurabilityMode.DURABLE)

    def cycle(payload: bytes) -> None:
        queue.put(base64.b64encode(payload).decode())
        queue.ack(queue.get())

    return cycle


_PEERS: dict[str, tuple[str, Callable[[ModuleType, Path], Cycle]]] = {
    "persist-queue": ("persistqueue", _persist_queue),
    "litequeue": ("litequeue", _litequeue),
    "localqueue": ("localqueue", _localqueue),
}
