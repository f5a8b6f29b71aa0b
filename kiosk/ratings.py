# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings ratings (好差评) to the platform: kept first, sent when there is a way, never asked for twice."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta

from kiosk.inquiry import Inquiry
from kiosk.province.rating import Satisfaction
from offline_cache.clock import Clock, read_stamp
from offline_cache.errors import StoreTrouble
from offline_cache.outbox_thread import OutboxThread
from offline_cache.transport import TransportTrouble

KEPT_FOR = timedelta(days=30)
"""How long a rating waits for a case that the platform does not know."""
LOOK_EVERY = 60.0
"""Seconds between two attempts at ratings that the platform did not take."""


class Ratings:
    """The ratings of one terminal."""

    def __init__(self, outbox: OutboxThread, inquiry: Inquiry, clock: Clock) -> None:
        self._outbox = outbox
        self._inquiry = inquiry
        self._clock = clock
        self._new = asyncio.Event()

    async def keep(self, number: str, satisfaction: Satisfaction) -> None:
        """Keep a rating of the transaction with this number. Raises StoreTrouble."""
        await self._outbox.call(lambda outbox: outbox.ratings.keep(number, satisfaction.value))
        self._new.set()

    async def run(self) -> None:
        """Send what waits, until cancelled."""
        while True:
            self._new.clear()
            # Both kinds of trouble last, and are told elsewhere; the ratings are kept.
            with contextlib.suppress(TransportTrouble, StoreTrouble):
                await self._send_all()
            timer = asyncio.ensure_future(self._clock.sleep(LOOK_EVERY))
            new = asyncio.ensure_future(self._new.wait())
            try:
                await asyncio.wait((timer, new), return_when=asyncio.FIRST_COMPLETED)
            finally:
                timer.cancel()
                new.cancel()

    async def _send_all(self) -> None:
        for rating in await self._outbox.call(lambda outbox: outbox.ratings.waiting()):
            number = rating.number
            result = await self._inquiry.rate(number, Satisfaction(rating.satisfaction))
            # The case itself may still be on its way: then the rating waits for it, but not for ever.
            age = self._clock.now() - read_stamp(rating.rated_at)
            if result != "unknown_case" or age > KEPT_FOR:
                await self._outbox.call(lambda outbox, number=number: outbox.ratings.delivered(number))  # type: ignore[misc]
