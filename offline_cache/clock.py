# SPDX-License-Identifier: GPL-3.0-or-later
"""Time as the store sees it: handed in, so that a test sets it and a wrong battery clock is not believed."""

import asyncio
import time
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol


class ClockQuality(StrEnum):
    """How far the wall clock can be believed; written into every transaction's header."""

    UNKNOWN = "unknown"
    """Nobody has confirmed it since the start."""
    CONFIRMED = "confirmed"
    """The platform took a request stamped with it."""
    REFUSED = "refused"
    """The platform refused a request because of its time stamp."""
    AT_LEAST = "at_least"
    """The machine's clock is behind what is known for sure: it is the stamp's time or later."""


class Clock(Protocol):
    """Wall time, steady time and waiting."""

    quality: ClockQuality

    def now(self) -> datetime:
        """Wall time, in UTC. It may be years off and may jump."""

    def monotonic(self) -> float:
        """Seconds that never jump, counted from any start."""

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds of `monotonic`."""


class SystemClock:
    """The machine's own clocks."""

    def __init__(self) -> None:
        self.quality = ClockQuality.UNKNOWN

    def now(self) -> datetime:
        """Wall time, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since some moment before the start."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait on the running event loop."""
        await asyncio.sleep(seconds)


def stamp(moment: datetime) -> str:
    """UTC as ISO 8601 with milliseconds and Z, for example 2026-11-21T08:30:00.000Z."""
    at = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    # By hand: `isoformat` asks the zone for its offset and writes it, and a commit waits for that.
    day = f"{at.year:04}-{at.month:02}-{at.day:02}"
    return f"{day}T{at.hour:02}:{at.minute:02}:{at.second:02}.{at.microsecond // 1000:03}Z"


def read_stamp(text: str) -> datetime:
    """The moment that `stamp` wrote. Raises ValueError for anything else."""
    return datetime.fromisoformat(text).astimezone(UTC)
