# SPDX-License-Identifier: GPL-3.0-or-later
"""Records what the platform answered: each reply ends in exactly one step of one transaction."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from offline_cache.outbox.queue import Queue
from offline_cache.outbox.transaction import Transaction
from offline_cache.transport import (
    Accepted,
    Conflict,
    Delivery,
    DeliveryResult,
    Rejected,
    Stage,
    StatusResult,
    StillWorking,
)
from offline_cache.turns import Turns

T = TypeVar("T")


class QueueCall(Protocol):
    """Runs a use of the queue on its own thread: `OutboxThread.call`."""

    async def __call__(self, use: Callable[[Queue], T], /) -> T:
        """What `use` returns or raises."""


class Replies:
    """The way from a reply into the queue. Each method raises a StoreTrouble when the disk fails it."""

    def __init__(self, queue: QueueCall, turns: Turns, on_change: Callable[[Transaction], None]) -> None:
        self._queue = queue
        self._turns = turns
        self._on_change = on_change

    async def result(self, item: Delivery, result: DeliveryResult) -> None:
        """The platform judged an item that was sent to it."""
        key = item.key
        match result:
            case Accepted() if result.digest == item.sealed.digest:
                changed = await self._queue(lambda queue: queue.record_acceptance(result))
                if changed.accepted_at is not None:
                    self._turns.ask_later(key, changed.accepted_at)
            case Accepted():
                changed = await self._queue(lambda queue: queue.park(key, "acceptance_of_other_bytes"))
            case Conflict():
                changed = await self._queue(lambda queue: queue.park(key, "key_conflict"))
            case Rejected():
                changed = await self._queue(lambda queue: queue.reject(key, result.reason))
            case StillWorking():
                await self.release(item, "still_working")
                return
        self._on_change(changed)

    async def release(self, item: Delivery, code: str) -> None:
        """An item that the platform is not done with goes back into the queue and waits its turn."""
        await self._queue(lambda queue: queue.release([item.key], code))
        self._turns.not_ready(item)

    async def answer(self, known: Transaction, answer: StatusResult) -> bool:
        """The platform answered about an accepted transaction. Returns whether the answer was final."""
        match answer.stage:
            case Stage.SETTLED:
                changed = await self._queue(lambda queue: queue.settle(answer))
            case Stage.REJECTED:
                reason = answer.reason or "unspecified"
                changed = await self._queue(lambda queue: queue.reject(known.key, reason))
            case Stage.UNKNOWN:
                changed = await self._queue(lambda queue: queue.requeue_forgotten(known.key))
            case Stage.ACCEPTED:
                changed = await self._queue(lambda queue: queue.record_status(answer))
        if changed != known:
            self._on_change(changed)
        return answer.stage in {Stage.SETTLED, Stage.REJECTED}
