# SPDX-License-Identifier: GPL-3.0-or-later
"""Ratings (好差评) that wait for the platform: one a transaction, by its number, without a person."""

import msgspec

from offline_cache.clock import Clock, stamp
from offline_cache.database import Database


class Rating(msgspec.Struct, frozen=True, kw_only=True):
    """One rating that the platform does not have yet."""

    number: str
    satisfaction: str
    """A word of the platform's contract."""
    rated_at: str


class Ratings:
    """The ratings of one store."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def keep(self, number: str, satisfaction: str) -> None:
        """Keep a rating until the platform has it; a second one of the same transaction changes nothing."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO ratings (number, satisfaction, rated_at) VALUES (?, ?, ?)",
                (number, satisfaction, stamp(self._clock.now())),
            )

    def waiting(self) -> list[Rating]:
        """All that wait, oldest first."""
        rows = self._database.rows("SELECT number, satisfaction, rated_at FROM ratings ORDER BY rowid")
        return [msgspec.convert(dict(row), Rating) for row in rows]

    def delivered(self, number: str) -> None:
        """The platform has it."""
        # A power cut may undo this; the platform takes each rating once.
        with self._database.transaction(durable=False) as connection:
            connection.execute("DELETE FROM ratings WHERE number = ?", (number,))
