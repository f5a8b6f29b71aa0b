# SPDX-License-Identifier: GPL-3.0-or-later
"""What the terminal can still promise. Asked before a form begins, so that nobody types for nothing.

Nothing undelivered is ever deleted to make room: the terminal stops taking offline work instead.
"""

import shutil
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from offline_cache.ballast import missing_bytes
from offline_cache.clock import ClockQuality
from offline_cache.outbox.queue import Queue
from offline_cache.outbox.states import UNDELIVERED, UNSENT, State

DAY = 24 * 3600.0


@dataclass(frozen=True, kw_only=True)
class Limits:
    """From where on no new offline work begins; times are in seconds."""

    free_bytes: int = 200 * 1024 * 1024
    """Room that must stay free on the disk: some hundred transactions with pictures, and the system's own logs."""
    waiting: int = 5000
    """Most undelivered transactions: about half a year of a village terminal, hours of draining."""
    oldest: float = 30 * DAY
    """Age of the oldest transaction that waits to be sent. Statutory time limits run in working days, most of them 20
    or less: after a month no new promise is honest."""
    contact: float = 30 * DAY
    """Since the platform answered last: whoever registers now waits just as long."""
    update: float = 730 * DAY
    """Since this release was built: what the terminal knows of services and certificates is of that day."""
    overdue: float = 2 * 3600.0
    """The two-hour rule: from this age on, the oldest transaction that waits to be sent is an alarm. It refuses
    nothing."""


class Refusal(StrEnum):
    """Why no new work that is kept here first may begin."""

    DISK = "disk"
    COUNT = "count"
    AGE = "age"
    CONTACT = "contact"
    """The platform has not answered for too long."""
    CLOCK = "clock"
    """The platform refuses the terminal's time: nothing that is registered now can be sent until somebody sets it."""
    UPDATE = "update"
    PLATFORM_KEY = "platform_key"
    """The platform's key is past its date; a connection brings the new one."""


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What the terminal knows at a moment besides what stands in its store."""

    now: datetime
    platform_key_not_after: datetime
    clock_quality: ClockQuality = ClockQuality.UNKNOWN
    contact: datetime | None = None
    """When the platform answered last, at this start or at the enrolment; the store knows of earlier starts."""
    built: datetime | None = None
    """When this release was built; None when it is run from its source."""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """How the store stands at a moment."""

    free_bytes: int
    """What is free on the disk, less what the ballast lacks."""
    waiting: int
    """Undelivered transactions, with those that were set aside."""
    oldest_seconds: float | None
    """Age of the oldest transaction that waits to be sent; None when none does. What was set aside for a person holds
    up nobody else."""
    platform_key_expired: bool
    set_aside: int = 0
    """Of those waiting, rejected or parked: a person has to look."""
    clock_quality: ClockQuality = ClockQuality.UNKNOWN
    contact: datetime | None = None
    """When the platform answered last; None when it never has."""
    contact_seconds: float | None = None
    update_seconds: float | None = None


def measure(queue: Queue, folder: Path, around: Surroundings) -> Condition:
    """The condition of a queue whose database is in `folder`. Runs on the queue's thread."""
    counts = queue.counts()
    contact = max((each for each in (around.contact, queue.known_time.contact()) if each is not None), default=None)
    return Condition(
        free_bytes=max(0, shutil.disk_usage(folder).free - missing_bytes(folder)),
        waiting=sum(counts[state] for state in UNDELIVERED),
        oldest_seconds=queue.oldest_age(UNSENT),
        platform_key_expired=around.now >= around.platform_key_not_after,
        set_aside=counts[State.REJECTED] + counts[State.PARKED],
        clock_quality=around.clock_quality,
        contact=contact,
        contact_seconds=_since(contact, around.now),
        update_seconds=_since(around.built, around.now),
    )


ONLY_OFFLINE = frozenset({Refusal.AGE, Refusal.CONTACT, Refusal.CLOCK, Refusal.UPDATE})
"""Reasons against work that has to wait for a link; while the platform answers they hold nobody up."""


def refusals(condition: Condition, limits: Limits, *, online: bool = False) -> tuple[Refusal, ...]:
    """Every reason against new work, in the order of `Refusal`; empty when there is none.

    `online` says whether the platform answers now.
    """
    against = {
        Refusal.DISK: condition.free_bytes < limits.free_bytes,
        Refusal.COUNT: condition.waiting >= limits.waiting,
        Refusal.AGE: _over(condition.oldest_seconds, limits.oldest),
        Refusal.CONTACT: _over(condition.contact_seconds, limits.contact),
        Refusal.CLOCK: condition.clock_quality is ClockQuality.REFUSED,
        Refusal.UPDATE: _over(condition.update_seconds, limits.update),
        Refusal.PLATFORM_KEY: condition.platform_key_expired,
    }
    return tuple(reason for reason, holds in against.items() if holds and not (online and reason in ONLY_OFFLINE))


def overdue(condition: Condition, limits: Limits) -> bool:
    """Whether something has waited to be sent for longer than the two-hour rule allows."""
    return _over(condition.oldest_seconds, limits.overdue)


def _since(moment: datetime | None, now: datetime) -> float | None:
    return None if moment is None else max(0.0, (now - moment).total_seconds())


def _over(seconds: float | None, limit: float) -> bool:
    return seconds is not None and seconds > limit
