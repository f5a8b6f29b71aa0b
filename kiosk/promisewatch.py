# SPDX-License-Identifier: GPL-3.0-or-later
"""What this terminal can still promise: looked at again and again, known before anybody begins."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from kiosk.failures import Failures
from kiosk.linkwatch import LinkWatch
from offline_cache.errors import StoreTrouble
from offline_cache.outbox_thread import OutboxThread
from offline_cache.policy import Condition, Limits, Refusal, Surroundings, measure, overdue, refusals
from offline_cache.trusted_clock import TrustedClock

log = logging.getLogger(__name__)

LOOK_EVERY = 60.0
"""Seconds."""


class PromiseWatch:
    """Knows what one store can promise.

    `key_ends` is when the key is past its date to which payloads are sealed, and is set anew with each key; `enrolled`
    when the platform spoke to this terminal before its first start, `built` when this release was made.
    """

    def __init__(
        self,
        outbox: OutboxThread,
        folder: Path,
        clock: TrustedClock,
        link: LinkWatch,
        *,
        limits: Limits,
        key_ends: datetime,
        enrolled: datetime,
        built: datetime | None,
    ) -> None:
        self._outbox = outbox
        self._folder = folder
        self._clock = clock
        self._link = link
        self._limits = limits
        self.key_ends = key_ends
        self._enrolled = enrolled
        self._built = built
        self._condition: Condition | None = None
        self._overdue = False
        self._set_aside = 0
        self.on_change: Callable[[], None] = _nothing

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Every reason against new work that is kept here first, as of the last look; nothing when there is none."""
        if self._condition is None:
            return ()
        return refusals(self._condition, self._limits, online=self._link.online)

    @property
    def condition(self) -> Condition | None:
        """How the store stood at the last look; None before the first."""
        return self._condition

    async def look(self) -> tuple[Refusal, ...]:
        """Look now; return the reasons. Raises StoreTrouble."""
        around = Surroundings(
            now=self._clock.now(),
            platform_key_not_after=self.key_ends,
            clock_quality=self._clock.quality,
            contact=self._clock.last_contact() or self._enrolled,
            built=self._built,
        )
        before = self.refusals
        self._condition = await self._outbox.call(lambda box: measure(box, self._folder, around))
        self._watch_the_oldest(self._condition)
        self._watch_what_is_set_aside(self._condition.set_aside)
        now = self.refusals
        if now != before:
            log.warning("new work is refused: %s", ", ".join(now)) if now else log.info("new work is taken again")
            self.on_change()
        return now

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            try:
                await self.look()
            except StoreTrouble as trouble:
                log.error("what can be promised is not known: %s", type(trouble).__name__)  # noqa: TRY400 - its type
            await self._clock.sleep(LOOK_EVERY)

    def _watch_the_oldest(self, condition: Condition) -> None:
        """The two-hour rule: one alarm when something has waited for too long, one word when it is gone."""
        late = overdue(condition, self._limits)
        if late and not self._overdue:
            hours = (condition.oldest_seconds or 0.0) / 3600
            log.error("%s: the oldest case has waited for %.1f h to be sent", Failures.OVERDUE.code, hours)
        elif self._overdue and not late:
            log.info("%s is over: nothing has waited for long any more", Failures.OVERDUE.code)
        self._overdue = late

    def _watch_what_is_set_aside(self, count: int) -> None:
        """A case that waits for a person is an alarm when it begins to, not whenever somebody looks."""
        if count > self._set_aside:
            log.error("%d cases are set aside (rejected or parked): see kiosk queue list", count)
        self._set_aside = count


def _nothing() -> None:
    pass
