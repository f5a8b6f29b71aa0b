# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose turn it is: when each item may go again, and which items go in a call of their own.

Who is to blame for a failed call is decided by what happens next. While nothing gets through, nobody is: the items
take turns as probes. As soon as another item gets through, the one with which alone the platform had trouble is to
blame: it backs off by itself and stays alone; the others go on without it. Several, or those that the link did not
carry, were an outage: they go in batches again, and since they are the oldest, first.
"""

import heapq
import math
from collections.abc import Iterable
from random import Random

from offline_cache import pace
from offline_cache.clock import Clock, read_stamp
from offline_cache.sealing import Sealed
from offline_cache.transport import Delivery


class Turns:
    """Kept in memory: after a restart everybody may go at once, in the order of commits."""

    def __init__(self, clock: Clock, random: Random) -> None:
        self._clock = clock
        self._random = random
        self._due: dict[str, float] = {}
        """When what waits to be sent may go."""
        self._asks: dict[str, float] = {}
        """When to ask about what was accepted."""
        self._next_asks: list[tuple[float, str]] = []
        """A heap of the same; an entry that `_asks` no longer has is void."""
        self._look_at = -math.inf
        self._alone: dict[str, bool] = {}
        """Keys that failed in a call of their own, longest ago first; True once they are to blame."""
        self._failed: dict[str, float] = {}
        """Ages of those with which the platform had trouble, alone, since anything got through."""
        self._probes: dict[str, float] = {}
        """Ages of those that the link did not carry, alone, since anything got through."""
        self._outages: set[str] = set()
        """Keys that were let go after an outage."""

    def not_yet(self) -> list[str]:
        """Keys that must wait before they are sent."""
        now = self._clock.monotonic()
        self._due = {key: due for key, due in self._due.items() if due > now}
        return list(self._due)

    def alone(self) -> list[str]:
        """Keys that go in a call of their own, the one that failed longest ago first."""
        return list(self._alone)

    def to_blame(self, key: str) -> bool:
        """True when others got through while this one failed."""
        return self._alone.get(key, False)

    def next_in(self) -> float:
        """Seconds until a waiting key is due; `pace.IDLE` when none is sooner."""
        now = self._clock.monotonic()
        dues = [*self._due.values(), self._look_at]
        if self._drop_void():
            dues.append(self._next_asks[0][0])
        return min([pace.IDLE, *(max(0.0, due - now) for due in dues)])

    def to_ask(self, limit: int) -> list[str]:
        """Keys that it is time to ask about, the longest due first; they are forgotten here until `ask_later`."""
        now = self._clock.monotonic()
        keys: list[str] = []
        while len(keys) < limit and self._drop_void() and self._next_asks[0][0] <= now:
            _, key = heapq.heappop(self._next_asks)
            del self._asks[key]
            keys.append(key)
        return keys

    def ask_not_yet(self) -> list[str]:
        """Keys about which nothing is asked yet."""
        now = self._clock.monotonic()
        return [key for key, due in self._asks.items() if due > now]

    def look_due(self) -> bool:
        """Whether to look through the whole queue for what there is to ask about.

        At the start, after a failure, and now and then: another process may have exported something.
        """
        return self._look_at <= self._clock.monotonic()

    def look_now(self) -> None:
        """Keys that were to be asked about may have been dropped: look for them."""
        self._look_at = -math.inf

    def looked(self) -> None:
        """The whole queue was looked through."""
        self._look_at = self._clock.monotonic() + pace.IDLE

    def failed_alone(self, item: Delivery, *, by_link: bool) -> None:
        """A call with this item only has failed; `by_link` unless the platform itself had trouble with it."""
        age = self._age_of(item.sealed)
        blamed = self._alone.pop(item.key, False)
        self._alone[item.key] = blamed
        if blamed:
            self.send_later(item.key, age)
        elif by_link:
            self._failed.pop(item.key, None)
            self._probes[item.key] = age
        else:
            self._failed[item.key] = age

    def delivered(self, keys: list[str]) -> None:
        """The platform has judged these keys, whatever it said."""
        for key in keys:
            self._alone.pop(key, None)
            self._failed.pop(key, None)
            self._probes.pop(key, None)
            self._outages.discard(key)
        suspects = self._failed | self._probes
        if len(suspects) == 1 and (self._failed or self._outages & suspects.keys()):
            ((key, age),) = suspects.items()
            self._alone[key] = True
            self.send_later(key, age)
        else:
            self._let_go(suspects)
        self._failed.clear()
        self._probes.clear()

    def _let_go(self, keys: Iterable[str]) -> None:
        """It was an outage: its probes, the oldest of the queue, go before all others again, and with them in one call.

        Once: items that are bad, or too large for the line, look like an outage too when they are several.
        """
        for key in keys:
            if key not in self._outages:
                self._outages.add(key)
                self._alone.pop(key, None)

    def not_ready(self, item: Delivery) -> None:
        """The platform is not done with this item."""
        self.send_later(item.key, self._age_of(item.sealed))

    def send_later(self, key: str, age: float) -> None:
        """Back off by the item's age in seconds."""
        pause = pace.jittered(self._random, age, pace.ITEM_BASE, pace.ITEM_CAP)
        self._due[key] = self._clock.monotonic() + pause

    def ask_later(self, key: str, accepted_at: str) -> None:
        """Ask about it again, the later the longer its acceptance is past."""
        pause = pace.jittered(self._random, self._age(accepted_at), pace.POLL_BASE, pace.POLL_CAP)
        tick = pace.POLL_TICK if pause < pace.POLL_LONG_TICK else pace.POLL_LONG_TICK
        due = math.ceil((self._clock.monotonic() + pause) / tick) * tick
        self._asks[key] = due
        heapq.heappush(self._next_asks, (due, key))

    def forgotten(self, key: str, accepted_at: str) -> None:
        """The platform lost what it had accepted: send it again, but not in a circle without a pause."""
        self.send_later(key, self._age(accepted_at))

    def forget(self, key: str) -> None:
        """Nothing more will be sent under this key by itself."""
        self._alone.pop(key, None)
        self._outages.discard(key)
        self._due.pop(key, None)

    def all_now(self) -> None:
        """Nobody waits any longer."""
        self._due.clear()
        self._asks.clear()
        self._next_asks.clear()
        self.look_now()

    def _drop_void(self) -> bool:
        """Drop entries that count no longer; whether any is left."""
        while self._next_asks and self._asks.get(self._next_asks[0][1]) != self._next_asks[0][0]:
            heapq.heappop(self._next_asks)
        return bool(self._next_asks)

    def _age_of(self, sealed: Sealed) -> float:
        return self._age(sealed.read_header().created_at)

    def _age(self, since: str) -> float:
        """Seconds by the wall clock; one that was set back or leaps ahead only moves it to the limits of the pace."""
        return (self._clock.now() - read_stamp(since)).total_seconds()
