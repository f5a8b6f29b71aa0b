# SPDX-License-Identifier: GPL-3.0-or-later
"""Room on the disk that a visit holds from before its form until its commit.

That there was room when somebody began to type says nothing of ten minutes later: logs grow, updates arrive. What is
held is there.
"""

from pathlib import Path

from offline_cache.ballast import allocate
from offline_cache.database import translated_errors

ROOM = "outbox.room"


class Room:
    """The room that the one visit of a terminal holds in the store's folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / ROOM

    def hold(self, size: int) -> None:
        """Hold so many bytes; what was held before is given back. Raises StoreFull, or another StoreTrouble."""
        self.give_back()
        with translated_errors():
            allocate(self._path, size)

    def give_back(self) -> None:
        """Give the room back, to the commit it was held for or to everybody; harmless when none is held."""
        with translated_errors():
            self._path.unlink(missing_ok=True)
