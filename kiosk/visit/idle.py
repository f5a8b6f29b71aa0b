# SPDX-License-Identifier: GPL-3.0-or-later
"""The idle clock: nobody there for a while means a warning, then the end of the visit.

It stands still while money moves, paper prints or a transaction commits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kiosk.visit.front import Front
from kiosk.visit.race import first
from kiosk.visit.screens import StillThere
from offline_cache.clock import Clock


@dataclass(frozen=True)
class IdleLimits:
    """How long nothing may happen, in seconds. Slow readers and writers are the rule, so the first is long."""

    warn_after: float = 60.0
    leave_after: int = 15


class IdleClock:
    """Watches one visit."""

    def __init__(self, clock: Clock, front: Front, limits: IdleLimits) -> None:
        self._clock = clock
        self._front = front
        self._limits = limits
        self._last_touch = clock.monotonic()
        self._pauses = 0
        self._hastened = asyncio.Event()

    def touch(self) -> None:
        """Somebody is there."""
        self._last_touch = self._clock.monotonic()

    def hasten(self) -> None:
        """The sensor says that whoever was there has gone: ask now, and do not wait until the time is up."""
        self._last_touch = min(self._last_touch, self._clock.monotonic() - self._limits.warn_after)
        self._hastened.set()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Stand still for a while; start anew afterwards."""
        self._pauses += 1
        try:
            yield
        finally:
            self._pauses -= 1
            self.touch()

    async def run(self) -> None:
        """Return when nobody is there any more."""
        while True:
            waited = self._clock.monotonic() - self._last_touch
            if self._pauses or waited < self._limits.warn_after:
                await self._sleep(1.0 if self._pauses else self._limits.warn_after - waited)
            elif await self._warn():
                return

    async def _sleep(self, seconds: float) -> None:
        self._hastened.clear()
        await first(self._clock.sleep(seconds), self._hastened.wait())

    async def _warn(self) -> bool:
        touched_before = self._last_touch
        for seconds in range(self._limits.leave_after, 0, -1):
            self._front.cover(StillThere(seconds=seconds))
            await self._clock.sleep(1.0)
            if self._last_touch != touched_before or self._pauses:
                self._front.uncover()
                return False
        return True
