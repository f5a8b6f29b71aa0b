# SPDX-License-Identifier: GPL-3.0-or-later
"""The time that a terminal goes by, though the battery of its main board may be flat.

Once the platform has told the time, it is that time, carried on by the steady clock: whoever sets the machine's clock
moves nothing. Before that it is the machine's clock, but never less than the newest time known for sure: the day of
the release, the platform's signed keys, the last time the platform told, the newest stamp that rests on one of these.
Order is never taken from any clock: ids give it.
"""

import threading
from datetime import datetime, timedelta

from offline_cache.clock import Clock, ClockQuality
from offline_cache.release import released


class TrustedClock:
    """A `Clock` over the machine's own. Safe to share between threads.

    `told` is given the platform's time, which the platform signs; `known_since` what else is known for sure.
    """

    def __init__(self, machine: Clock, floor: datetime | None = None) -> None:
        self._machine = machine
        self._lock = threading.Lock()
        self._floor = (floor or released(), machine.monotonic())
        self._told: tuple[datetime, float] | None = None
        self._said = ClockQuality.UNKNOWN

    @property
    def quality(self) -> ClockQuality:
        """How far `now` can be believed at this moment."""
        with self._lock:
            if self._said is ClockQuality.UNKNOWN and self._machine.now() < self._carried(self._floor):
                return ClockQuality.AT_LEAST
            return self._said

    @quality.setter
    def quality(self, quality: ClockQuality) -> None:
        with self._lock:
            self._said = quality

    def now(self) -> datetime:
        """The terminal's time, in UTC."""
        with self._lock:
            if self._told is not None:
                return self._carried(self._told)
            return max(self._machine.now(), self._carried(self._floor))

    def told(self, moment: datetime) -> None:
        """The platform has told its time and signed it: from now on that counts, whatever was believed before."""
        with self._lock:
            self._told = (moment, self._machine.monotonic())
            self._said = ClockQuality.CONFIRMED

    def known_since(self, moment: datetime) -> None:
        """It is later than `moment`, that is sure: the clock does not count below it."""
        with self._lock:
            if moment > self._carried(self._floor):
                self._floor = (moment, self._machine.monotonic())

    def last_told(self) -> datetime | None:
        """The time by what the platform told last, carried on; None when it has told nothing since the start."""
        with self._lock:
            return None if self._told is None else self._carried(self._told)

    def last_contact(self) -> datetime | None:
        """The moment at which the platform told its time last; None when it has told nothing since the start."""
        with self._lock:
            return None if self._told is None else self._told[0]

    def machine_ahead(self) -> float | None:
        """Seconds by which the machine's own clock is ahead of the platform's; None until the platform has told."""
        with self._lock:
            return None if self._told is None else (self._machine.now() - self._carried(self._told)).total_seconds()

    def monotonic(self) -> float:
        """Seconds that never jump."""
        return self._machine.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds of `monotonic`."""
        await self._machine.sleep(seconds)

    def _carried(self, known: tuple[datetime, float]) -> datetime:
        moment, at = known
        return moment + timedelta(seconds=self._machine.monotonic() - at)
