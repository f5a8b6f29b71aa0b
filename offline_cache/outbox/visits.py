# SPDX-License-Identifier: GPL-3.0-or-later
"""Markers of open visits, so that after a crash the next screen can say what became of the last one.

A marker says which service was open and which number was committed; it says nothing about who stood there, and it is
deleted when the visit ends.
"""

import msgspec

from offline_cache.clock import Clock, stamp
from offline_cache.database import Database
from offline_cache.outbox.states import State


class UnfinishedVisit(msgspec.Struct, frozen=True, kw_only=True):
    """A visit that never ended."""

    id: str
    service: str
    number: str | None
    """The committed transaction's number; None when nothing was kept."""
    state: State | None
    """That transaction's delivery state now."""


class Visits:
    """The open visits of one store: at most one on a terminal, more only after crashes."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def started(self, visit: str, service: str) -> None:
        """A service was opened. One marker stands for one service of one visit: `visit` is new for each."""
        # A power cut may forget this marker; the commit that matters makes it durable.
        with self._database.transaction(durable=False) as connection:
            connection.execute(
                "INSERT INTO visits (id, service, started_at) VALUES (?, ?, ?)",
                (visit, service, stamp(self._clock.now())),
            )

    def ended(self, visit: str) -> None:
        """The visit is over, or its citizen has been told what became of it: the marker goes."""
        with self._database.transaction(durable=False) as connection:
            connection.execute("DELETE FROM visits WHERE id = ?", (visit,))

    def unfinished(self) -> list[UnfinishedVisit]:
        """Visits whose marker still stands; after a start these are the ones that a crash cut off."""
        rows = self._database.rows(
            "SELECT v.id, v.service, v.number, t.state "
            "FROM visits v LEFT JOIN transactions t ON t.number = v.number ORDER BY v.rowid"
        )
        return [msgspec.convert(dict(row), UnfinishedVisit) for row in rows]
