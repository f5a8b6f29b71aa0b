# SPDX-License-Identifier: GPL-3.0-or-later
"""The newest time that the store knows for sure, for a terminal that starts with a flat battery and no link.

The stamps of other transactions say what a clock showed that nobody had confirmed: one that stood at 2099 for a day
would hold the terminal there.
"""

from datetime import datetime

import msgspec

from offline_cache.clock import ClockQuality, read_stamp, stamp
from offline_cache.database import Database

LOOK_AT = 100
"""So many of the newest stamps are looked at; what the platform told stands in a row of its own."""

_SURE = frozenset({ClockQuality.CONFIRMED, ClockQuality.AT_LEAST})


class _Stamped(msgspec.Struct):
    """What is read of a header; its other fields do not matter here."""

    created_at: str
    clock_quality: str


class KnownTime:
    """The known time of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(self) -> datetime | None:
        """The newest moment that is surely past; None when nothing is known."""
        rows = self._database.rows("SELECT told FROM known_time")
        moments = [read_stamp(row["told"]) for row in rows]
        for row in self._database.rows(
            "SELECT header FROM transactions WHERE header IS NOT NULL ORDER BY id DESC LIMIT ?", (LOOK_AT,)
        ):
            stamped = msgspec.json.decode(row["header"], type=_Stamped)
            if stamped.clock_quality in _SURE:
                moments.append(read_stamp(stamped.created_at))
        return max(moments, default=None)

    def keep(self, told: datetime, contact: datetime | None = None) -> None:
        """Keep what the platform told last, also when it is less than before: its word counts.

        `told` is carried on to this moment, `contact` the moment at which the platform told it.
        """
        # Told again soon: what a power cut takes comes back by itself.
        with self._database.transaction(durable=False) as connection:
            connection.execute("INSERT OR REPLACE INTO known_time (only_row, told) VALUES (1, ?)", (stamp(told),))
            connection.execute(
                "INSERT OR REPLACE INTO last_contact (only_row, at) VALUES (1, ?)", (stamp(contact or told),)
            )

    def contact(self) -> datetime | None:
        """The moment at which the platform answered last; None when it never has."""
        # An earlier release kept only what the time was.
        for query in ("SELECT at FROM last_contact", "SELECT told FROM known_time"):
            for (text,) in self._database.rows(query):
                return read_stamp(text)
        return None
