# SPDX-License-Identifier: GPL-3.0-or-later
"""A damaged database is set aside under a dated name, and what can be read of it goes row by row into a new one.

Rows keep key, bytes and order; what the damaged file no longer has comes from the nightly copy, and is then sent again
under the same key, which the platform takes once. The new database begins a new epoch, so that no number repeats. The
damaged file is never written to again. A power cut at any moment leaves either the old file or the finished new one.
"""

import logging
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from offline_cache.clock import stamp
from offline_cache.database import Database, translated_errors
from offline_cache.errors import StoreCorrupt
from offline_cache.night_copy import copy_of, flush, newest_copy
from offline_cache.outbox.audit import AuditEvent, AuditLog
from offline_cache.remains import Remains
from offline_cache.rescue import Rescue

log = logging.getLogger(__name__)

_SIDE_FILES = ("-wal", "-shm", "")
"""The log goes first: beside a new database it would be taken for the new one's."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a damaged database; nothing of it names a person."""

    at: str
    set_aside: str
    """The damaged file's name, beside the queue."""
    saved: int
    """Transactions in the new database."""
    from_copy: int
    """Of these, taken from the nightly copy."""
    parked: int
    """Of these, undelivered with bytes that do not match their digest: parked as `damaged`."""
    lost: int
    """Transactions that are known to have been there and are nowhere now."""
    lost_numbers: list[str]
    """Their numbers, as far as they are known."""
    readable: bool
    """False when not even the list of tables could be read: then nobody knows how many were there."""

    def summary(self) -> str:
        """One line for a log, a list or a technician."""
        lost = f"{self.lost} lost" if self.readable else f"at least {self.lost} lost, the file could not be read at all"
        return f"{self.saved} saved ({self.from_copy} from the copy, {self.parked} parked as damaged), {lost}"


def ready(path: Path, second: Path | None = None) -> None:
    """Finish what a power cut interrupted, before the database is opened.

    Raises StoreCorrupt when the database is gone though a copy is there, beside it or in the folder on a second disk.
    """
    with translated_errors():
        for salvaged in sorted(path.parent.glob(f"{path.name}.salvaged-*")):
            _swap(path, salvaged)
        if newest_copy(path, second) and (not path.exists() or path.stat().st_size == 0):
            raise StoreCorrupt("the database is gone, its copy is there")


def salvage(path: Path, now: datetime, second: Path | None = None) -> Report:
    """Set a damaged database aside and put a new one with all that could be saved in its place.

    What it lacks comes from the newest copy, beside it or in the folder on a second disk.
    Nobody else may have the database open. Raises a StoreTrouble when the disk does not allow it; then nothing has
    changed, and it may be tried again.
    """
    when = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    draft = path.with_name(f"{path.name}.salvaging")
    with translated_errors():
        for leftover in path.parent.glob(f"{draft.name}*"):
            leftover.unlink()
        path.touch(mode=0o600)
        copied = newest_copy(path, second) or copy_of(path)
        report = _rescued(path, draft, copied, now, f"{path.name}.damaged-{when}")
        flush(draft)
        told = path.with_name(f"{report.set_aside}.json")
        told.write_bytes(msgspec.json.encode(report))
        flush(told)
        flush(path.parent)
        # From this name on the new database counts, whatever happens.
        salvaged = draft.rename(path.with_name(f"{path.name}.salvaged-{when}"))
        flush(path.parent)
        _swap(path, salvaged)
    log.error("the damaged queue was set aside as %s: %s", report.set_aside, report.summary())
    return report


def reports(path: Path) -> list[Report]:
    """What became of damaged databases that still lie beside this one, oldest first."""
    found = []
    for told in sorted(path.parent.glob(f"{path.name}.damaged-*.json")):
        try:
            if told.with_suffix("").exists():
                found.append(msgspec.json.decode(told.read_bytes(), type=Report))
        except (OSError, msgspec.MsgspecError) as error:
            log.error("%s cannot be read: %s", told.name, type(error).__name__)  # noqa: TRY400 - the type says it all
    return found


def _swap(path: Path, salvaged: Path) -> None:
    set_aside = path.with_name(salvaged.name.replace(".salvaged-", ".damaged-"))
    for suffix in _SIDE_FILES:
        side = path.with_name(f"{path.name}{suffix}")
        if side.exists():
            side.rename(set_aside.with_name(f"{set_aside.name}{suffix}"))
    flush(path.parent)
    salvaged.rename(path)
    flush(path.parent)


def _rescued(path: Path, draft: Path, copied: Path, now: datetime, set_aside: str) -> Report:
    with closing(Database(draft)) as new, closing(Remains(path)) as damaged, closing(Remains(copied)) as copy:
        rescue = Rescue(new, damaged, copy)
        rescue.run(now)
        report = Report(
            at=stamp(now),
            set_aside=set_aside,
            saved=rescue.saved,
            from_copy=rescue.from_copy,
            parked=rescue.parked,
            lost=rescue.lost,
            lost_numbers=sorted(rescue.lost_numbers),
            readable=damaged.readable,
        )
        with new.transaction() as connection:
            AuditLog(new).append(connection, stamp(now), AuditEvent.SALVAGED, reason=f"lost:{report.lost}")
    return report
