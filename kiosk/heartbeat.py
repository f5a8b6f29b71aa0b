# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells the platform now and then how this terminal is, when nobody else needs the line.

Counts and codes, nothing of any case. Whatever becomes of a heartbeat, the terminal goes on as before: a platform that
hears none for long knows more from that than from any error.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from kiosk.inquiry import Inquiry
from kiosk.linkwatch import LinkWatch
from kiosk.promisewatch import PromiseWatch
from kiosk.province.contract import Heartbeat
from kiosk.seen_devices import AnyDevice, seen
from offline_cache import pace
from offline_cache.clock import read_stamp
from offline_cache.outbox.transaction import Transaction
from offline_cache.policy import Condition, Refusal
from offline_cache.sender import Sender
from offline_cache.transport import TransportTrouble
from offline_cache.trusted_clock import TrustedClock

log = logging.getLogger(__name__)

EVERY = 900.0
"""Seconds from one heartbeat to the next, for each terminal at a moment of its own within them."""
LOOK_AGAIN = 10.0
"""Seconds, while citizens' cases have the line."""


class Heart:
    """The heartbeats of one terminal."""

    def __init__(self, terminal: str, clock: TrustedClock, *, built: datetime | None) -> None:
        self._clock = clock
        self._phase = pace.terminal_phase(terminal) * EVERY
        self._built = built
        self._last_accepted: datetime | None = None
        self._silent = False

    def heard(self, transaction: Transaction) -> None:
        """A transaction has moved on."""
        if transaction.accepted_at is not None:
            accepted = read_stamp(transaction.accepted_at)
            self._last_accepted = max(accepted, self._last_accepted or accepted)

    async def run(
        self,
        inquiry: Inquiry,
        sender: Sender,
        link: LinkWatch,
        promises: PromiseWatch,
        devices: Mapping[str, AnyDevice],
    ) -> None:
        """Beat again and again, until cancelled. What falls into an outage is left out: all would come at its end."""
        wait = self._until_next()
        while True:
            await self._clock.sleep(wait)
            over = self._clock.monotonic() + EVERY / 2
            while link.online and not sender.resting and self._clock.monotonic() < over:
                await self._clock.sleep(LOOK_AGAIN)
            condition = promises.condition
            if link.online and sender.resting and condition is not None:
                await self._beat(inquiry, condition, promises.refusals, devices)
            wait = self._until_next()

    async def _beat(
        self,
        inquiry: Inquiry,
        condition: Condition,
        refused: Sequence[Refusal],
        devices: Mapping[str, AnyDevice],
    ) -> None:
        try:
            unusable = [name for name, device in devices.items() if not seen(device).usable]
            await inquiry.heartbeat(self._heartbeat(condition, refused, unusable))
        except TransportTrouble as trouble:
            self._failed(trouble.code)
        except Exception as error:  # noqa: BLE001 - no mistake in a heartbeat is worth a citizen's visit
            self._failed(type(error).__name__)
        else:
            self._silent = False

    def _heartbeat(self, condition: Condition, refused: Sequence[Refusal], unusable: Sequence[str]) -> Heartbeat:
        ahead = self._clock.machine_ahead()
        return Heartbeat(
            built=None if self._built is None else self._built.date(),
            waiting=condition.waiting,
            set_aside=condition.set_aside,
            oldest_seconds=None if condition.oldest_seconds is None else int(condition.oldest_seconds),
            last_accepted=self._last_accepted,
            free_bytes=condition.free_bytes,
            clock_quality=condition.clock_quality,
            clock_ahead=None if ahead is None else round(ahead),
            refused=tuple(reason.value for reason in refused),
            unusable=tuple(unusable),
        )

    def _failed(self, why: str) -> None:
        """Once, not every quarter of an hour: a platform may well take no heartbeats."""
        if not self._silent:
            log.warning("the platform takes no heartbeat: %s", why)
        self._silent = True

    def _until_next(self) -> float:
        """Seconds until this terminal's moment; the next but one when the clock was put a little back meanwhile."""
        wait = (self._phase - self._clock.now().timestamp()) % EVERY
        return wait if wait > EVERY / 4 else wait + EVERY
