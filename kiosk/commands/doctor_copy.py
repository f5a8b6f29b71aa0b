# SPDX-License-Identifier: GPL-3.0-or-later
"""What `kiosk doctor` says of the nightly copy of the queue, and of the second disk that it goes to."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from kiosk.commands.findings import Finding
from kiosk.local_time import local_minute
from kiosk.retention import copied_at
from kiosk.store import STORE

_ROOM = 2
"""Times the queue's size: the new copy is made beside the old one."""
_BESIDE = "meanwhile the copy lies beside the queue"


def examine_copy(state: Path, second: Path | None) -> Finding:
    """Examine where the copy lies; `second` is the folder that terminal.toml names for it."""
    path = state / STORE
    made = copied_at(path, second)
    newest = f"the newest of {local_minute(made)}" if made else "none yet"
    if second is None:
        return Finding("copy", "good", f"beside the queue, {newest}; terminal.toml names no second disk")
    try:
        if not second.is_dir():
            return _degraded(
                f"{second} is no folder", "mount the second disk; make the folder, for the terminal's user"
            )
        if not os.access(second, os.W_OK | os.X_OK):
            return _degraded(f"{second} cannot be written", "give it to the terminal's user; see to the second disk")
        if second.stat().st_dev == state.stat().st_dev:
            return _degraded(f"{second} lies on the queue's own disk", "mount the second disk, or name a folder on it")
        size = path.stat().st_size if path.exists() else 0
        if shutil.disk_usage(second).free < _ROOM * size:
            return _degraded(f"{second} is full", "make room on the second disk")
    except OSError as error:
        return _degraded(f"{second}: {error.strerror}", "see to the second disk")
    return Finding("copy", "good", f"in {second}, {newest}")


def _degraded(found: str, do: str) -> Finding:
    return Finding("copy", "degraded", f"{found}; {_BESIDE}", do)
