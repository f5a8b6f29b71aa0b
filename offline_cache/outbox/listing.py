# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in the store: questions about its transactions, which change nothing."""

import json
from collections.abc import Collection, Mapping, Sequence

from offline_cache.clock import Clock, read_stamp
from offline_cache.database import Database
from offline_cache.outbox.states import UNDELIVERED, State
from offline_cache.outbox.transaction import COLUMNS, Transaction, read_transaction


class Listing:
    """The transactions of one store, to be looked at. Methods raise a `StoreTrouble` when the disk fails them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def get(self, number_or_key: str) -> Transaction | None:
        """A transaction by the terminal's number (20 digits), the platform's number or its key."""
        rows = self._database.rows(
            f"SELECT {COLUMNS} FROM transactions WHERE key = ? OR number = ? OR platform_number = ?",  # noqa: S608
            (number_or_key,) * 3,
        )
        return read_transaction(rows[0]) if rows else None

    def listed(self, *states: State, limit: int, besides: Collection[str] = ()) -> list[Transaction]:
        """Up to `limit` transactions in these states, oldest commit first; without states, in any."""
        rows = self._database.rows(
            f"SELECT {COLUMNS} FROM transactions WHERE state IN (SELECT value FROM json_each(?)) "  # noqa: S608
            "AND key NOT IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT ?",
            (json.dumps(states or tuple(State)), json.dumps(tuple(besides)), limit),
        )
        return [read_transaction(row) for row in rows]

    def unsettled(self, keys: Collection[str]) -> list[Transaction]:
        """Which of these the platform is still to be asked about: accepted, or carried away in a bundle."""
        rows = self._database.rows(
            f"SELECT {COLUMNS} FROM transactions WHERE key IN (SELECT value FROM json_each(?)) "  # noqa: S608
            "AND +state IN (?, ?)",
            (json.dumps(tuple(keys)), State.ACCEPTED, State.EXPORTED),
        )
        return [read_transaction(row) for row in rows]

    def counts(self) -> Mapping[State, int]:
        """How many transactions stand in each state."""
        found = {
            State(row["state"]): int(row["n"])
            for row in self._database.rows("SELECT state, count(*) AS n FROM transactions GROUP BY state")
        }
        return {state: found.get(state, 0) for state in State}

    def oldest_age(self, states: Sequence[State] = UNDELIVERED) -> float | None:
        """Seconds by the wall clock since the oldest transaction in these states was committed; None when none is.

        Never negative, though the clock may have been set back.
        """
        # One look into the index for each state: a single query over several states walks over all that is settled.
        heads = [
            row
            for state in states
            for row in self._database.rows(
                "SELECT id, created_at FROM transactions WHERE state = ? ORDER BY id LIMIT 1", (state,)
            )
        ]
        if not heads:
            return None
        oldest = min(heads, key=lambda row: row["id"])
        return max(0.0, (self._clock.now() - read_stamp(oldest["created_at"])).total_seconds())
