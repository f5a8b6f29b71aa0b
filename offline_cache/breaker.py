# SPDX-License-Identifier: GPL-3.0-or-later
"""The circuit breaker: while nothing gets through, one probe at a time instead of the whole queue."""

from random import Random

from offline_cache import pace
from offline_cache.transport import ClockRefused, CredentialRefused, PlatformTrouble, TooMany, TransportTrouble

PLATFORM_FAILURES = 3
"""So many calls in a row may fail by the platform's own fault before the breaker opens: one may be a bad item's."""


class Breaker:
    """Closed while calls get through; open after a failure of the link; then each further call is a probe.

    Times are `Clock.monotonic` seconds. `phase` is the terminal's fraction from `pace.terminal_phase`.
    """

    def __init__(self, random: Random, phase: float) -> None:
        self._random = random
        self._phase = phase
        self._open_until: float | None = None
        self._failing_since = 0.0
        self._failures = 0
        self._last_early = -pace.LINK_BACK_EVERY
        self.trouble: str | None = None
        """Code of the last failure; None while calls get through."""
        self._held = False

    @property
    def is_open(self) -> bool:
        """True while calls do not get through; the next one is a probe."""
        return self._open_until is not None

    def wait(self, now: float) -> float:
        """Seconds until the next call may go; 0 when it may go now."""
        return 0.0 if self._open_until is None else max(0.0, self._open_until - now)

    def forbids_probe(self, now: float) -> bool:
        """True in a pause that the platform asked for or that only a person can end: not even a citizen may probe."""
        return self._held and self.wait(now) > 0

    def failed(self, trouble: TransportTrouble, now: float) -> None:
        """A whole call failed."""
        if self._failures == 0:
            self._failing_since = now
        self._failures += 1
        self.trouble = trouble.code
        self._held = isinstance(trouble, (TooMany, ClockRefused, CredentialRefused))
        if isinstance(trouble, PlatformTrouble) and not self.is_open and self._failures < PLATFORM_FAILURES:
            return
        self._open_until = now + self._pause(trouble, now - self._failing_since)

    def succeeded(self) -> None:
        """A call got through."""
        self._open_until, self._failures, self.trouble, self._held = None, 0, None, False

    def end_pause(self) -> None:
        """A technician asks: the next probe goes at once."""
        self._held = False
        if self.is_open:
            self._open_until = 0.0

    def probe_early(self, now: float) -> bool:
        """The network seems to be back. Returns whether the next probe now goes at once."""
        if self.forbids_probe(now) or not self.is_open or now < self._last_early + pace.LINK_BACK_EVERY:
            return False
        self._last_early = now
        self._open_until = now
        return True

    def _pause(self, trouble: TransportTrouble, age: float) -> float:
        if isinstance(trouble, TooMany):
            asked = pace.TOO_MANY_PAUSE if trouble.retry_after is None else trouble.retry_after
            return min(asked, pace.TOO_MANY_CAP) + self._random.uniform(0, pace.LINK_BASE)
        if self._held:
            return pace.REFUSED_PAUSE + self._phase * pace.PHASE_SPREAD
        spread = self._phase * min(pace.PHASE_SPREAD, age)
        return spread + pace.jittered(self._random, age, pace.LINK_BASE, pace.LINK_CAP)
