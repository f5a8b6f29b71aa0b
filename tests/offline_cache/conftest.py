# SPDX-License-Identifier: GPL-3.0-or-later
import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.offline_cache.store_stand import Stand


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    made = Stand(tmp_path / "data")
    yield made
    made.outbox.close()


@pytest.fixture(autouse=True)
def _every_database_is_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test that ends in the middle of something leaves no connection to the garbage collector."""
    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def watched(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)
        opened.append(connection)
        return connection

    monkeypatch.setattr(sqlite3, "connect", watched)
    yield
    for connection in opened:
        # One that another thread owns is that thread's to close.
        with contextlib.suppress(sqlite3.ProgrammingError):
            connection.close()
