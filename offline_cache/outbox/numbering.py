# SPDX-License-Identifier: GPL-3.0-or-later
"""Gives out the terminal's numbers, and starts a new epoch whenever a number could repeat."""

import sqlite3
from enum import StrEnum
from random import Random

from offline_cache.clock import Clock, stamp
from offline_cache.database import Database
from offline_cache.number import EPOCHS, LAST_SEQUENCE, make_number, terminal_digits


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
        self._last = (0, 0)
        """Epoch and sequence of the number that was given out last, as far as this object knows."""
        with database.transaction() as connection:
            row = connection.execute("SELECT terminal, hardware FROM numbering").fetchone()
            if row is None:
                self._begin_epoch(connection, EpochReason.NEW_STORE)
            elif row["hardware"] != hardware:
                self._begin_epoch(connection, EpochReason.NEW_HARDWARE)
            elif row["terminal"] != terminal:
                self._begin_epoch(connection, EpochReason.NEW_TERMINAL)

    def allot(self, connection: sqlite3.Connection) -> str:
        """The next number; it counts as given out only when the caller's transaction commits."""
        epoch, sequence = self._last
        if sequence < LAST_SEQUENCE and self._counted(connection, epoch, sequence):
            sequence += 1
        else:
            row = self._take_next(connection)
            if row["sequence"] > LAST_SEQUENCE:
                self._begin_epoch(connection, EpochReason.EXHAUSTED)
                row = self._take_next(connection)
            epoch, sequence = row["epoch"], row["sequence"]
        self._last = (epoch, sequence)
        return make_number(self._terminal, epoch, sequence)

    @staticmethod
    def _counted(connection: sqlite3.Connection, epoch: int, sequence: int) -> bool:
        """Count on from what is remembered: not when another process has, or the last number was never committed."""
        counted = connection.execute(
            "UPDATE numbering SET sequence = ? WHERE sequence = ? AND epoch = ?", (sequence + 1, sequence, epoch)
        )
        return counted.rowcount == 1

    @staticmethod
    def _take_next(connection: sqlite3.Connection) -> sqlite3.Row:
        (row,) = connection.execute("UPDATE numbering SET sequence = sequence + 1 RETURNING epoch, sequence").fetchall()
        row_: sqlite3.Row = row
        return row_

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
