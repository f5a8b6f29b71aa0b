# SPDX-License-Identifier: GPL-3.0-or-later
"""Attachments that the platform waits for: which piece goes next, and how large it may be on this line.

A piece goes between two deliveries, and takes no longer than a small case can wait for it; transactions take turns, so
that a large document of one holds up nobody else's. Kept in memory: after a restart the transaction is delivered again,
and the platform says what it still lacks.
"""

import logging
from dataclasses import dataclass, field
from random import Random

from offline_cache import pace
from offline_cache.attachments.folder import AttachmentDamaged
from offline_cache.clock import Clock
from offline_cache.errors import BugError
from offline_cache.outbox.queue import Queue
from offline_cache.outbox.states import State
from offline_cache.outbox.transaction import Transaction
from offline_cache.transport import Held, Holding

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Upload:
    """The next piece of an attachment."""

    key: str
    """Of its transaction."""
    digest: str
    offset: int
    length: int
    """At most."""
    first: bool
    """None of this attachment was sent since the start."""


@dataclass
class _Missing:
    offsets: dict[str, int]
    """Where to go on, by the attachments' digests in their order."""
    begun: set[str] = field(default_factory=set)
    due: float = 0.0


class Uploads:
    """Times are `Clock.monotonic` seconds."""

    def __init__(self, clock: Clock, random: Random) -> None:
        self._clock = clock
        self._random = random
        self._missing: dict[str, _Missing] = {}
        """By key, whose turn is next first."""
        self._done: set[str] = set()
        """Transactions that the platform should wait for no more, by what it last said."""
        self._trouble_since: dict[str, float] = {}
        self._length = pace.UPLOAD_FIRST

    def waiting(self) -> list[str]:
        """Transactions that the platform has, but for attachments: to deliver them again is of no use yet."""
        return list(self._missing)

    def wanted(self, key: str, missing: tuple[Held, ...]) -> None:
        """The platform waits for attachments of a transaction."""
        known = self._missing.get(key)
        waiting = self._missing[key] = known or _Missing({})
        waiting.offsets = {held.digest: held.held for held in missing}
        if key in self._done:
            # It contradicts itself, and is not asked in a circle.
            self._done.discard(key)
            self._back_off(key)

    def next(self, key: str | None = None) -> Upload | None:
        """The piece whose turn it is, of one transaction when `key` is given; None when nothing may go now."""
        now = self._clock.monotonic()
        for one in list(self._missing) if key is None else [key]:
            waiting = self._missing.get(one)
            if waiting is not None and waiting.due <= now:
                # Behind the others, for the next turn.
                self._missing[one] = self._missing.pop(one)
                digest, offset = next(iter(waiting.offsets.items()))
                first = digest not in waiting.begun
                waiting.begun.add(digest)
                return Upload(one, digest, offset, self._length, first)
        return None

    def took(self, upload: Upload, held: Held, seconds: float) -> None:
        """The platform answered about a piece, after so many seconds."""
        waiting = self._missing.get(upload.key)
        if waiting is None:
            return
        self._learn(seconds)
        if held.holding is Holding.COMPLETE:
            del waiting.offsets[upload.digest]
        elif held.holding is Holding.UNKNOWN:
            waiting.offsets.clear()
        else:
            waiting.offsets[upload.digest] = held.held
        if held.holding is Holding.ALTERED:
            waiting.begun.discard(upload.digest)
        if held.holding is not Holding.COMPLETE and held.held <= upload.offset:
            self._back_off(upload.key)
        if not waiting.offsets:
            self.drop(upload.key)
            self._done.add(upload.key)

    def failed(self, upload: Upload, *, to_blame: bool) -> None:
        """A call with a piece failed; `to_blame` unless it was the link's fault, which has a pace of its own."""
        self._length = max(pace.UPLOAD_LEAST, self._length // 2)
        if to_blame:
            self._back_off(upload.key)

    def drop(self, key: str) -> None:
        """Nothing more goes for this transaction until the platform asks again."""
        self._missing.pop(key, None)

    def forget(self, key: str) -> None:
        """The platform has judged this transaction."""
        self.drop(key)
        self._done.discard(key)
        self._trouble_since.pop(key, None)

    def next_in(self) -> float:
        """Seconds until a piece may go; `pace.IDLE` when none is sooner."""
        now = self._clock.monotonic()
        return min([pace.IDLE, *(max(0.0, waiting.due - now) for waiting in self._missing.values())])

    def all_now(self) -> None:
        """Nobody waits any longer."""
        for waiting in self._missing.values():
            waiting.due = 0.0

    def _learn(self, seconds: float) -> None:
        """Larger pieces on a fast line, smaller ones on a slow one."""
        wanted = 2 * self._length if seconds <= 0 else int(self._length * pace.CALL_SECONDS / seconds)
        self._length = max(pace.UPLOAD_LEAST, min(pace.UPLOAD_MOST, 2 * self._length, wanted))

    def _back_off(self, key: str) -> None:
        now = self._clock.monotonic()
        age = now - self._trouble_since.setdefault(key, now)
        if key in self._missing:
            self._missing[key].due = now + pace.jittered(self._random, age, pace.ITEM_BASE, pace.ITEM_CAP)


def piece_of(queue: Queue, upload: Upload) -> bytes | Transaction:
    """The bytes of a piece, or its transaction when that does not wait any more: an attachment of it is damaged."""
    transaction = queue.get(upload.key)
    if transaction is None:
        raise BugError("no transaction has this key")
    attached = next((one for one in queue.attachments.of(upload.key) if one.digest == upload.digest), None)
    if transaction.state is not State.QUEUED or attached is None:
        return transaction
    try:
        if upload.first:
            queue.attachments.check_one(attached)
        return queue.attachments.piece(attached, upload.offset, upload.length)
    except AttachmentDamaged as damage:
        log.error("an attachment is %s: its transaction is parked", damage)  # noqa: TRY400 - told by its kind
        return queue.park(upload.key, "damaged")
