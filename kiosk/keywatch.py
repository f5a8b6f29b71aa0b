# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps the platform's sealing keys: new ones are fetched long before the old end, and without anybody's help."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from kiosk.inquiry import Inquiry
from kiosk.linkwatch import LinkWatch
from kiosk.promisewatch import PromiseWatch
from kiosk.province.contract import KeyRing, Reason, SealingKey
from kiosk.province.credentials import Credentials
from kiosk.province.key_ring import RingRefused, keep_ring, newest_ring, platform_key, replaces
from offline_cache.errors import StoreTrouble
from offline_cache.outbox.transaction import Transaction
from offline_cache.outbox_thread import OutboxThread
from offline_cache.sealing import Sealer
from offline_cache.transport import TransportTrouble
from offline_cache.trusted_clock import TrustedClock

log = logging.getLogger(__name__)

SOON = timedelta(days=30)
"""A key that ends within this time has a successor by now, or somebody must be told."""


class NoUsableKey(Exception):  # noqa: N818 - a state of the terminal, not a mistake
    """The platform has no key that this release, on this machine, can seal to."""


@dataclass(frozen=True)
class KeyPace:
    """How often the ring is looked at and asked for, in seconds."""

    look: float = 15.0
    """Between two looks at clock and link."""
    spread: float = 600.0
    """Within this time after a start the ring is asked for, at a random moment: a whole county's terminals get their
    power back at once."""
    every: float = 24 * 3600.0
    urgent: float = 3600.0
    """While the key ends soon, or has ended."""
    again: float = 900.0
    """After trouble while the link is up; when it comes back, the ring is asked for at once."""


class KeyWatch:
    """The ring of keys that one terminal seals to, as it is and as it changes.

    `folder` is where the newest ring is kept; `sealer` makes what seals, of a platform key and the terminal's.
    """

    def __init__(
        self,
        credentials: Credentials,
        folder: Path,
        clock: TrustedClock,
        *,
        random: Random,
        sealer: Callable[..., Sealer] = Sealer,
        pace: KeyPace = KeyPace(),
    ) -> None:
        self.ring = newest_ring(credentials.key_ring, folder, credentials.platform_root)
        clock.known_since(self.ring.issued)
        self._terminal_key = credentials.terminal_key
        self._folder = folder
        self._clock = clock
        self._random = random
        self._make = sealer
        self._pace = pace
        self._sealed_to: SealingKey | None = None
        self._troubled = False
        self._due = clock.monotonic()
        if not self._urgent:
            self._due += random.random() * pace.spread

    @property
    def current(self) -> SealingKey | None:
        """The key to seal to now; None when all have ended, and then no new work may be promised."""
        return self.ring.current(self._clock.now())

    @property
    def ends(self) -> datetime:
        """Until when new work may be promised under the present key; now when all have ended."""
        current = self.current
        return self._clock.now() if current is None else current.not_after

    def sealer(self) -> Sealer:
        """Return what seals to the present key; when all have ended to the last one, which the platform still opens.

        Raises NoUsableKey.
        """
        key = self._key()
        if key is None:
            raise NoUsableKey("no key of the platform is of a suite that this release knows; update this terminal")
        self._sealed_to = key
        try:
            return self._make(platform_key(key), self._terminal_key)
        except ValueError as error:
            raise NoUsableKey(f"key {key.id} of the platform: {error}") from None

    def heard(self, transaction: Transaction) -> None:
        """A transaction has moved on. When the platform does not know its key, its ring is another one: ask soon."""
        if transaction.trouble == Reason.UNKNOWN_KEY.value:
            self._due = self._clock.monotonic()

    async def begin(self, inquiry: Inquiry) -> None:
        """Before anybody is served: when all keys seem to have ended, ask for the time, and then for new ones."""
        if self.current is None:
            await inquiry.reachable()
        if self.current is None:
            await self.look(inquiry)

    async def look(self, inquiry: Inquiry) -> None:
        """Ask for the ring now, and take it when it is newer."""
        try:
            ring, signed = await inquiry.key_ring()
        except TransportTrouble as trouble:
            log.warning("the key ring could not be fetched: %s", type(trouble).__name__)
            self._troubled = True
            self._due = self._clock.monotonic() + self._pace.again
            return
        self._troubled = False
        try:
            if replaces(ring, self.ring):
                await self._take(ring, signed)
        except RingRefused as refusal:
            log.error("the platform's key ring is refused: %s", refusal)  # noqa: TRY400 - no fault of the program
        pause = self._pace.urgent if self._urgent else self._pace.every
        self._due = self._clock.monotonic() + pause * self._random.uniform(0.75, 1.0)

    async def run(self, inquiry: Inquiry, link: LinkWatch, outbox: OutboxThread, promises: PromiseWatch) -> None:
        """See to the keys again and again, until cancelled."""
        while True:
            await self._clock.sleep(self._pace.look)
            await self.see_to(inquiry, link, outbox, promises)

    async def see_to(self, inquiry: Inquiry, link: LinkWatch, outbox: OutboxThread, promises: PromiseWatch) -> None:
        """Ask for the ring when it is time, and change keys, which begin and end by the clock as well."""
        if self._troubled and not link.online:
            self._due = self._clock.monotonic()
        if link.online and self._clock.monotonic() >= self._due:
            await self.look(inquiry)
        promises.key_ends = self.ends
        if self._key() != self._sealed_to:
            await self._change(outbox, promises)

    async def _change(self, outbox: OutboxThread, promises: PromiseWatch) -> None:
        try:
            sealer = self.sealer()
        except NoUsableKey as error:
            log.error("the key before it stays in use: %s", error)  # noqa: TRY400 - no fault of the program
            return
        await outbox.call(lambda box: box.seal_with(sealer))
        log.info("payloads are sealed to key %s", sealer.key.id)
        try:
            await promises.look()
        except StoreTrouble as trouble:
            log.warning("what can be promised is looked at later: %s", type(trouble).__name__)

    def _key(self) -> SealingKey | None:
        return self.current or max(self.ring.usable, key=lambda key: key.not_after, default=None)

    @property
    def _urgent(self) -> bool:
        return self.ends < self._clock.now() + SOON

    async def _take(self, ring: KeyRing, signed: bytes) -> None:
        try:
            await asyncio.to_thread(keep_ring, self._folder, signed)
        except OSError as error:
            log.warning("the key ring is used, and could not be kept for the next start: %s", error.strerror)
        self.ring = ring
        self._clock.known_since(ring.issued)
        log.info("key ring %d is used", ring.version)
