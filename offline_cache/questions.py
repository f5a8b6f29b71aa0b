# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks the platform what became of what it has accepted, many keys in one question, until they are settled."""

from collections.abc import Iterable

from offline_cache import pace
from offline_cache.calls import Calls
from offline_cache.clock import Clock
from offline_cache.outbox.states import State
from offline_cache.outbox.transaction import Transaction
from offline_cache.replies import QueueCall, Replies
from offline_cache.transport import PlatformTrouble, Transport, TransportTrouble
from offline_cache.turns import Turns


class Questions:
    """The questions of one sender, asked one at a time."""

    def __init__(
        self, queue: QueueCall, transport: Transport, calls: Calls, *, clock: Clock, turns: Turns, replies: Replies
    ) -> None:
        self._queue = queue
        self._transport = transport
        self._calls = calls
        self._clock = clock
        self._turns = turns
        self._replies = replies
        self._at_once = pace.BATCH

    async def ask(self) -> bool:
        """Ask one question, if there is anything to ask about now; whether there was. Raises a StoreTrouble."""
        unsettled = await self._to_ask_about()
        if not unsettled:
            return False
        unanswered = {transaction.key: transaction for transaction in unsettled}
        began = self._clock.monotonic()
        try:
            results = await self._calls.make(lambda: self._transport.status(list(unanswered)))
        except TransportTrouble as trouble:
            by_platform = isinstance(trouble, PlatformTrouble)
            if by_platform or self._took_long(began):  # a slow line may not carry a long answer in time
                self._at_once = max(1, len(unanswered) // 2)
            if by_platform:
                self._ask_later(unanswered.values())
            else:
                self._turns.look_now()
            return True
        self._at_once = min(pace.BATCH if self._took_long(began) else pace.QUESTION, 2 * self._at_once)
        answers = []
        for result in results:
            known = unanswered.pop(result.key, None)
            if known is not None:
                answers.append((known, result))
        await self._replies.answers(answers)
        self._ask_later(unanswered.values())
        return True

    def _took_long(self, began: float) -> bool:
        return self._clock.monotonic() - began > pace.CALL_SECONDS

    async def _to_ask_about(self) -> list[Transaction]:
        limit = self._at_once
        if not self._turns.look_due():
            keys = self._turns.to_ask(limit)
            return await self._queue(lambda queue: queue.unsettled(keys)) if keys else []
        not_yet = self._turns.ask_not_yet()
        # What was carried away in a bundle may be there already.
        found = await self._queue(
            lambda queue: queue.listed(State.ACCEPTED, State.EXPORTED, limit=limit, besides=not_yet)
        )
        if len(found) < limit:
            self._turns.looked()
        return found

    def _ask_later(self, transactions: Iterable[Transaction]) -> None:
        for transaction in transactions:
            self._turns.ask_later(transaction.key, transaction.accepted_at or transaction.created_at)
