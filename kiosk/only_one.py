# SPDX-License-Identifier: GPL-3.0-or-later
"""One terminal at a time in the same folders: a second one would take the first one's socket away."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.failures import OperatorError
from kiosk.places import Places

_LOCKS = Path("/proc/locks")


@contextmanager
def only_one(places: Places, part: str) -> Iterator[None]:
    """Be the only `part` of this terminal; the kernel ends that with the process, however it ends.

    Raises OperatorError when another process is it already, or the folder cannot be written.
    """
    path = _lock(places, part)
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise OperatorError(f"{path}: {error.strerror}; --data DIR keeps everything below DIR") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise OperatorError(
                f"a terminal runs already with {places.run}; end it first, or give this one --data DIR of its own"
            ) from error
        yield
    finally:
        os.close(descriptor)


def who_is(places: Places, part: str, locks: Path = _LOCKS) -> int | None:
    """Return the process that is this `part`; None when there is none.

    The kernel's list of locks says so: to try the lock would keep a terminal from starting in that moment.
    """
    try:
        inode = _lock(places, part).stat().st_ino
        lines = locks.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    for fields in map(str.split, lines):
        if fields[1] == "FLOCK" and fields[5].endswith(f":{inode}"):
            return int(fields[4])
    return None


def _lock(places: Places, part: str) -> Path:
    return places.run / f"{part}.lock"
