# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done with the queue by itself: old sealed bytes are deleted, the database is examined and copied at night.

What the platform has settled is kept for a while, for questions; then its sealed bytes go, and the rows stay as proof.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.local_time import CHINA
from offline_cache.attachments.folder import AttachmentDamaged
from offline_cache.ballast import Ballast
from offline_cache.clock import Clock
from offline_cache.errors import StoreCorrupt, StoreTrouble
from offline_cache.night_copy import CopyStopped, copy, copy_of, examine, newest_copy
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.states import State
from offline_cache.outbox_thread import OutboxThread
from offline_cache.sealing import Attached
from offline_cache.trusted_clock import TrustedClock

log = logging.getLogger(__name__)

KEPT = timedelta(days=30)
"""How long sealed bytes stay after the platform has confirmed that they are durably processed."""
LOOK_EVERY = 6 * 3600.0
"""Seconds."""
TIME_LOOK_EVERY = 60.0
"""Seconds, until the platform has told the time."""
NIGHT = range(1, 5)
"""Hours of the province's day in which nobody stands before a terminal."""
COPY_OLD = timedelta(hours=12)
"""From this age on the copy is replaced in the night."""
COPY_TOO_OLD = timedelta(hours=36)
"""From this age on by day as well: many terminals are switched off at night."""
COPY_LOOK_EVERY = 600.0
"""Seconds; the first look comes so long after the start, when the first citizen has been served."""
ATTACHMENTS_EVERY = 24 * 3600.0
BETWEEN_ATTACHMENTS = 1.0
"""Seconds: no citizen's commit waits for more than one of them."""
BALLAST_LOOK_EVERY = 60.0
"""Seconds."""
COPY_AGAIN = 6 * 3600.0
"""Seconds after a copy that failed."""


def due_for_purge(clock: TrustedClock) -> datetime | None:
    """Return the moment before which whatever was settled is due; None until the platform has told the time.

    By a clock that has leapt ahead, what was settled yesterday would be due.
    """
    told = clock.last_told()
    return None if told is None else told - KEPT


async def purge_settled(outbox: OutboxThread, clock: TrustedClock) -> None:
    """Delete what is due, again and again, until cancelled; the rows stay as proof."""
    while True:
        before = due_for_purge(clock)
        if before is None:
            await clock.sleep(TIME_LOOK_EVERY)
            continue
        try:
            purged = await outbox.call(lambda box, before=before: box.purge(before))  # type: ignore[misc]
        except StoreTrouble as trouble:
            log.error("nothing could be purged: %s", type(trouble).__name__)  # noqa: TRY400 - the type says it all
        else:
            if purged:
                log.info("%d settled transactions purged", purged)
        await clock.sleep(LOOK_EVERY)


async def copy_at_night(path: Path, clock: Clock, *, spare_bytes: int, second: Path | None = None) -> None:
    """Examine the database and replace its copy, once a night, until cancelled. Raises StoreCorrupt for damage.

    The copy goes to the folder `second`, on a second disk; beside the database where there is none, or it takes none.
    """
    pause = COPY_LOOK_EVERY
    while True:
        await clock.sleep(pause)
        pause = COPY_LOOK_EVERY
        if not copy_due(copied_at(path, second), clock.now()):
            continue
        stop = threading.Event()
        try:
            # On another thread than the queue's: no citizen's commit waits for it.
            await asyncio.to_thread(_examine_and_copy, path, spare_bytes, second, stop)
        except StoreCorrupt:
            raise
        except StoreTrouble as trouble:
            # The type and SQLite's code say it all.
            log.error("the queue could not be copied: %s (%s)", type(trouble).__name__, trouble)  # noqa: TRY400
            pause = COPY_AGAIN
        else:
            log.info("the queue was examined and copied")
        finally:
            stop.set()


async def examine_attachments(outbox: OutboxThread, clock: Clock) -> None:
    """Read all that waits once a day, one after the other, until cancelled; what is damaged is parked.

    A bad sector is found while the citizen can still be asked, and not when the link comes back.
    """
    await clock.sleep(COPY_LOOK_EVERY)
    while True:
        try:
            for key, attached in await outbox.call(lambda box: box.attachments.undelivered()):
                await outbox.call(lambda box, key=key, attached=attached: _examine(box, key, attached))  # type: ignore[misc]
                await clock.sleep(BETWEEN_ATTACHMENTS)
        except StoreTrouble as trouble:
            log.error("attachments could not be examined: %s", type(trouble).__name__)  # noqa: TRY400 - the type says it all
        await clock.sleep(ATTACHMENTS_EVERY)


def _examine(box: Outbox, key: str, attached: Attached) -> None:
    try:
        box.attachments.check_one(attached)
    except AttachmentDamaged as damage:
        found = box.get(key)
        if found is not None and found.state is State.QUEUED:
            log.error("an attachment is %s: its transaction is parked", damage)  # noqa: TRY400 - told by its kind
            box.park(key, "damaged")


async def keep_ballast(ballast: Ballast, clock: Clock) -> None:
    """Make the ballast again as soon as the disk has room for it, until cancelled."""
    while True:
        await clock.sleep(BALLAST_LOOK_EVERY)
        await asyncio.to_thread(make_ballast, ballast)


def make_ballast(ballast: Ballast) -> None:
    """Make the ballast if the disk has room for it; without it no new offline work begins."""
    try:
        ballast.keep()
    except StoreTrouble as trouble:
        log.error("no room can be held: %s", type(trouble).__name__)  # noqa: TRY400 - the type says it all


def copied_at(path: Path, second: Path | None = None) -> datetime | None:
    """Return when the database's newest copy was made, by the wall clock; None when there is none."""
    newest = newest_copy(path, second)
    try:
        return None if newest is None else datetime.fromtimestamp(newest.stat().st_mtime, UTC)
    except OSError:
        return None


def copy_due(copied: datetime | None, now: datetime) -> bool:
    """Return whether it is time for a new copy; one from the future was made by a clock that was wrong."""
    if copied is None or copied > now:
        return True
    age = now - copied
    return age >= COPY_TOO_OLD or (age >= COPY_OLD and now.astimezone(CHINA).hour in NIGHT)


def _examine_and_copy(path: Path, spare_bytes: int, second: Path | None, stop: threading.Event) -> None:
    try:
        examine(path, stop=stop.is_set)
        if second is None or not _copied_to(second, path, stop):
            copy(path, spare_bytes=spare_bytes, stop=stop.is_set)
    except CopyStopped:
        log.info("the terminal ends before the queue is copied")


def _copied_to(second: Path, path: Path, stop: threading.Event) -> bool:
    """Copy to the second disk; whether it took the copy. Then the one beside the database is not needed any more."""
    try:
        copy(path, spare_bytes=0, folder=second, stop=stop.is_set)
    except CopyStopped:
        raise
    except StoreTrouble as trouble:  # damage, too, is the second disk's: the database has just been examined
        log.error("%s takes no copy of the queue: %s (%s)", second, type(trouble).__name__, trouble)  # noqa: TRY400
        return False
    beside = copy_of(path)
    if copy_of(path, second) != beside:
        beside.unlink(missing_ok=True)
    return True
