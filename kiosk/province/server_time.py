# SPDX-License-Identifier: GPL-3.0-or-later
"""The platform's time as a terminal with a wrong clock knows it: learnt from replies, carried on by the steady clock.

Only the gateway's time stamps use it. It never sets the terminal's own clock, which a forged `Date` could otherwise do.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from offline_cache.clock import Clock

NOTICEABLE = 2.0
"""Seconds. `Date` is up to one second old by its own resolution, so a smaller difference means nothing."""


class ServerTime:
    """An estimate that is never ahead of the platform, since replies take time and `Date` is cut to seconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._learnt: tuple[datetime, float] | None = None

    def now(self) -> datetime:
        """Return the platform's time as far as known; the terminal's own before anything is learnt."""
        if self._learnt is None:
            return self._clock.now()
        moment, at = self._learnt
        return moment + timedelta(seconds=self._clock.monotonic() - at)

    def learn(self, moment: datetime) -> bool:
        """Take the time that a reply tells; return whether the estimate was noticeably wrong."""
        wrong = abs((moment - self.now()).total_seconds()) >= NOTICEABLE
        self._learnt = (moment, self._clock.monotonic())
        return wrong

    @property
    def offset(self) -> float | None:
        """Seconds by which the platform's clock is ahead of the terminal's; None before anything is learnt."""
        return None if self._learnt is None else (self.now() - self._clock.now()).total_seconds()
