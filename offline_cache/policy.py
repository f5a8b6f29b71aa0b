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
from offline_cache.outbox.queue import Queue
from offline_cache.outbox.states import UNDELIVERED


@dataclass(frozen=True, kw_only=True)
class Limits:
    """From where on no new offline work begins."""

    free_bytes: int = 200 * 1024 * 1024
    """Room that must stay free on the disk: some hundred transactions with pictures, and the system's own logs."""
    waiting: int = 5000
    """Most undelivered transactions: about half a year of a village terminal, hours of draining."""
    oldest_seconds: float = 30 * 24 * 3600.0
    """Age of the oldest undelivered transaction. Statutory time limits run in working days, most of them 20 or less:
    after a month no new promise is honest."""


class Refusal(StrEnum):
    """Why no new offline work may begin."""

    DISK = "disk"
    COUNT = "count"
    AGE = "age"
    PLATFORM_KEY = "platform_key"
    """The platform's key is past its date; a connection brings the new one."""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """How the store stands at a moment."""

    free_bytes: int
    """What is free on the disk, less what the ballast lacks."""
    waiting: int
    oldest_seconds: float | None
    """None when nothing waits."""
    platform_key_expired: bool


def measure(queue: Queue, folder: Path, platform_key_not_after: datetime, now: datetime) -> Condition:
    """The condition of a queue whose database is in `folder`. Runs on the queue's thread."""
    counts = queue.counts()
    return Condition(
        free_bytes=max(0, shutil.disk_usage(folder).free - missing_bytes(folder)),
        waiting=sum(counts[state] for state in UNDELIVERED),
        oldest_seconds=queue.oldest_age(),
        platform_key_expired=now >= platform_key_not_after,
    )


def refusals(condition: Condition, limits: Limits) -> tuple[Refusal, ...]:
    """Every reason against new offline work, in the order of `Refusal`; empty when there is none."""
    against = {
        Refusal.DISK: condition.free_bytes < limits.free_bytes,
        Refusal.COUNT: condition.waiting >= limits.waiting,
        Refusal.AGE: condition.oldest_seconds is not None and condition.oldest_seconds > limits.oldest_seconds,
        Refusal.PLATFORM_KEY: condition.platform_key_expired,
    }
    return tuple(reason for reason, holds in against.items() if holds)
