# SPDX-License-Identifier: GPL-3.0-or-later
"""Gives out the terminal's numbers, and starts a new epoch whenever a number could repeat."""

import sqlite3
from enum import StrEnum
from random import Random

from offline_cache.clock import Clock, stamp
from offline_cache.database import Database
from offline_cache.number import EPOCHS, LAST_SEQUENCE, Series, terminal_digits


class EpochReason(StrEnum):
    """Why an epoch began."""

    NEW_STORE = "new_store"
    NEW_TERMINAL = "new_terminal"
    NEW_HARDWARE = "new_hardware"
    """The store runs on another machine than before: it may be a copy, and the original may still count on."""
    EXHAUSTED = "exhausted"


class Numbering:
    """Numbers of one store.

    `hardware` is any text that differs between machines (a board's serial number, a hash of several); another text
    than the stored one begins a new epoch, and so does another terminal id. Raises ValueError for a malformed
    terminal id.
    """

    def __init__(self, database: Database, terminal: str, hardware: str, clock: Clock, random: Random) -> None:
        terminal_digits(terminal)
        self._terminal = terminal
        self._hardware = hardware
        self._clock = clock
        self._random = random
        self._database = database
        self._epoch = self._sequence = 0
        with database.transaction() as connection:
            row = connection.execute("SELECT terminal, hardware FROM numbering").fetchone()
            if row is None:
                self._begin_epoch(connection, EpochReason.NEW_STORE)
            elif row["hardware"] != hardware:
                self._begin_epoch(connection, EpochReason.NEW_HARDWARE)
            elif row["terminal"] != terminal:
                self._begin_epoch(connection, EpochReason.NEW_TERMINAL)
        self.look()

    def upcoming(self) -> str:
        """The number that the next transaction gets."""
        if self._sequence >= LAST_SEQUENCE:
            with self._database.transaction() as connection:
                self._begin_epoch(connection, EpochReason.EXHAUSTED)
            self.look()
        return self._series.number(self._sequence + 1)

    def place(self) -> tuple[int, int]:
        """The upcoming number's epoch and sequence, to be counted in its commit.

        It is not upcoming any more when the store counts otherwise: another process gave it out, or one that was
        given out here was never committed. After `look` there is another.
        """
        return self._epoch, self._sequence + 1

    def given_out(self) -> None:
        """The upcoming number is given out, unless the transaction is undone."""
        self._sequence += 1

    def look(self) -> None:
        """Read which number was given out last."""
        [row] = self._database.rows("SELECT epoch, sequence FROM numbering")
        self._epoch, self._sequence = row["epoch"], row["sequence"]
        self._series = Series(self._terminal, self._epoch)

    def _begin_epoch(self, connection: sqlite3.Connection, reason: EpochReason) -> None:
        used = {row["epoch"] for row in connection.execute("SELECT epoch FROM epochs")}
        epoch = self._random.randrange(EPOCHS)
        while epoch in used:
            epoch = self._random.randrange(EPOCHS)
        connection.execute(
            "INSERT INTO epochs (epoch, started_at, reason) VALUES (?, ?, ?)",
            (epoch, stamp(self._clock.now()), reason),
        )
        connection.execute(
            "INSERT OR REPLACE INTO numbering (only_row, terminal, hardware, epoch, sequence) VALUES (1, ?, ?, ?, 0)",
            (self._terminal, self._hardware, epoch),
        )
