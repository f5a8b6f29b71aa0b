# SPDX-License-Identifier: GPL-3.0-or-later
"""Room that is held for the truth: a file without content, given up when the disk is full.

Without it a full disk would keep the terminal from writing down that the platform took a case over. What the room is
for is what is already promised; new work is refused before the form while the ballast is not there (`policy`).
"""

import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from offline_cache.database import translated_errors
from offline_cache.errors import NoRoomForAttachments, StoreFull, StoreTrouble

T = TypeVar("T")

log = logging.getLogger(__name__)

BALLAST = "outbox.ballast"
BALLAST_BYTES = 32 * 1024 * 1024
"""The write-ahead log's limit twice: some thousand acceptances, each with its audit entry."""


class Ballast:
    """The ballast of the store in a folder; `spare_bytes` must stay free beside it when it is made."""

    def __init__(self, folder: Path, *, size: int = BALLAST_BYTES, spare_bytes: int) -> None:
        self._path = folder / BALLAST
        self._size = size
        self._spare = spare_bytes

    def keep(self) -> bool:
        """Make the ballast unless it is there or the disk has no room for it. Returns whether it is there now.

        Raises a StoreTrouble when the disk forbids or fails it for another reason.
        """
        if missing_bytes(self._path.parent, self._size) == 0:
            return True
        with translated_errors():
            if shutil.disk_usage(self._path.parent).free < self._size + self._spare:
                return False
            allocate(self._path, self._size)
        return True

    def give_up(self) -> bool:
        """Give the room to whoever needs it. Returns False when there is none to give."""
        with translated_errors():
            try:
                self._path.unlink()
            except FileNotFoundError:
                return False
        log.warning("the disk is full: the room that was held for this is used")
        return True

    def spent_on(self, work: Callable[[], T]) -> T:
        """What `work` returns or raises; when the disk is too full for it, it is done again with the ballast's room.

        For work that is one write of the store: one that failed has kept nothing. The attachments of a new transaction
        never take this room: they are no truth that is to be written down, but a promise that is not made yet.
        """
        try:
            return work()
        except NoRoomForAttachments:
            raise
        except StoreFull:
            try:
                given = self.give_up()
            except StoreTrouble:
                given = False
            if not given:
                raise
            return work()


def allocate(path: Path, size: int) -> None:
    """Make a file of so many bytes whose room is its own. Raises OSError, and then it is not there."""
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        os.posix_fallocate(descriptor, 0, size)
        os.fsync(descriptor)
    except OSError:
        path.unlink()
        raise
    finally:
        os.close(descriptor)


def missing_bytes(folder: Path, size: int = BALLAST_BYTES) -> int:
    """How much of the ballast is not on the disk of this folder: as good as used already for any new work."""
    try:
        return max(0, size - (folder / BALLAST).stat().st_size)
    except OSError:
        return size
