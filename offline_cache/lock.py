# SPDX-License-Identifier: GPL-3.0-or-later
"""A lock that the kernel gives back when its process ends, however it ends: no mark that a crash leaves behind."""

import fcntl
import os
from pathlib import Path

from offline_cache.database import translated_errors
from offline_cache.errors import SenderElsewhere


class FileLock:
    """Holds a file's lock from its making to `release`. Raises SenderElsewhere when another process holds it."""

    def __init__(self, path: Path) -> None:
        with translated_errors():
            self._descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._descriptor)
            raise SenderElsewhere("another process sends from this store") from error

    def release(self) -> None:
        """Give the lock back."""
        os.close(self._descriptor)
