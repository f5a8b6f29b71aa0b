# SPDX-License-Identifier: GPL-3.0-or-later
"""The disk spoils a page of the queue while the terminal serves: the next write meets it in the middle of a visit."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from kiosk.demo.stage import Stage
from kiosk.store import STORE
from kiosk.visit.screens import Rate, Recovered, Result
from offline_cache.database import PAGE_BYTES
from offline_cache.salvage import reports
from tests.citizen import Citizen, go_to_consent, hand_in, tip_off


def _spoil(store: Path, table: str) -> None:
    """Overwrite the page in which a table begins, beneath the running terminal."""
    with closing(sqlite3.connect(store, timeout=30)) as other:
        assert other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
        [page] = other.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        with store.open("r+b") as file:
            file.seek((page - 1) * PAGE_BYTES)
            file.write(b"\xff" * PAGE_BYTES)


def test_damage_in_the_middle_of_a_visit_is_salvaged_at_once(tmp_path: Path) -> None:
    """Every submission would fail until somebody restarts the machine, and the citizen would not know what was kept."""
    with Stage(tmp_path) as stage:
        store = stage.places.state / STORE
        engine = stage.start_engine()
        citizen = Citizen(stage.places.socket)
        tip_off(citizen)
        first = citizen.expect(Result, lambda page: page.outcome != "registered")
        citizen.press("NO_PRINT")
        citizen.expect(Rate)
        citizen.press("SKIP")

        go_to_consent(citizen)
        citizen.press("ANONYMOUS")
        _spoil(store, "audit")
        hand_in(citizen, "有人往河里倒垃圾", "村口的桥下")
        told = citizen.expect(Recovered)
        assert not told.kept, "nothing of it was committed"
        citizen.press("DONE")

        tip_off(citizen)
        again = citizen.expect(Result, lambda page: page.outcome != "registered")
        assert again.number != first.number
        assert engine.poll() is None
        [report] = reports(store)
        assert (report.saved, report.lost) == (1, 0)
        assert {one.number for one in stage.transactions()} >= {first.number.replace(" ", "")}
        citizen.close()
