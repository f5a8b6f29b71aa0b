# SPDX-License-Identifier: GPL-3.0-or-later
"""Records what the platform answered: one step of one transaction for each reply, one commit for each call."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.queue import Queue
from offline_cache.outbox.states import State
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
from offline_cache.uploads import Uploads

T = TypeVar("T")


class QueueCall(Protocol):
    """Runs a use of the outbox on its own thread: `OutboxThread.call`."""

    async def __call__(self, use: Callable[[Outbox], T], /) -> T:
        """What `use` returns or raises."""


class Replies:
    """The way from a call's replies into the queue. Each method raises a StoreTrouble when the disk fails it.

    Then nothing of the call is recorded: its items are sent or asked about again, with the same keys and bytes.
    """

    def __init__(
        self, queue: QueueCall, turns: Turns, uploads: Uploads, on_change: Callable[[Transaction], None]
    ) -> None:
        self._queue = queue
        self._turns = turns
        self._uploads = uploads
        self._on_change = on_change

    async def results(self, results: Sequence[tuple[Delivery, DeliveryResult | None]]) -> None:
        """The platform judged items that were sent to it; None for one that it said nothing about."""
        steps = [_result_step(item, result) for item, result in results]
        durable = not all(result is None or isinstance(result, StillWorking) for _, result in results)
        recorded = await self._queue(lambda queue: queue.together(steps, durable=durable))
        for (item, result), changed in zip(results, recorded, strict=True):
            if isinstance(result, StillWorking) and result.missing:
                self._uploads.wanted(item.key, result.missing)
                continue
            if changed is None:
                self._turns.not_ready(item)
                continue
            self._uploads.forget(item.key)
            if changed.accepted_at is not None:
                self._turns.ask_later(item.key, changed.accepted_at)
            self._on_change(changed)

    async def answers(self, answers: Sequence[tuple[Transaction, StatusResult]]) -> None:
        """The platform answered about accepted and exported transactions."""
        steps = [_answer_step(known, answer) for known, answer in answers]
        # A settlement is answered again as often as it is asked about.
        durable = any(
            known.state is State.EXPORTED or answer.stage not in {Stage.ACCEPTED, Stage.SETTLED}
            for known, answer in answers
        )
        recorded = await self._queue(lambda queue: queue.together(steps, durable=durable))
        for (known, _), changed in zip(answers, recorded, strict=True):
            if changed.state is State.ACCEPTED:
                self._turns.ask_later(changed.key, changed.accepted_at or changed.created_at)
            elif changed.state is State.QUEUED and known.state is State.ACCEPTED:
                self._turns.forgotten(changed.key, known.accepted_at or known.created_at)
            if changed != known:
                self._on_change(changed)


def _result_step(item: Delivery, result: DeliveryResult | None) -> Callable[[Queue], Transaction | None]:
    """The step for one item. It returns None when the item goes back into the queue and waits its turn."""
    key = item.key
    match result:
        case Accepted() if result.digest == item.sealed.digest:
            return lambda queue: queue.record_acceptance(result)
        case Accepted():
            return lambda queue: queue.park(key, "acceptance_of_other_bytes")
        case Conflict():
            return lambda queue: queue.park(key, "key_conflict")
        case Rejected():
            return lambda queue: queue.reject(key, result.reason)
        case StillWorking(missing=[_, *_]):
            return lambda queue: queue.release([key], "attachments")
        case StillWorking():
            return lambda queue: queue.release([key], "still_working")
        case None:
            return lambda queue: queue.release([key], "no_result")


def _answer_step(known: Transaction, answer: StatusResult) -> Callable[[Queue], Transaction]:
    if known.state is State.EXPORTED:
        return lambda queue: queue.by_hand.record_arrival(answer)
    match answer.stage:
        case Stage.SETTLED:
            return lambda queue: queue.settle(answer)
        case Stage.REJECTED:
            return lambda queue: queue.reject(answer.key, answer.reason or "unspecified")
        case Stage.UNKNOWN:
            return lambda queue: queue.requeue_forgotten(answer.key)
        case Stage.ACCEPTED:
            return lambda queue: queue.record_status(answer)
