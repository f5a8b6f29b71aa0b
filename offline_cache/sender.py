# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings what is queued to the platform, and asks about it until it is settled.

At least once, with the same key and the same bytes; the platform takes each key once. Two attempts at one item at a
time are impossible: every exchange needs the line, and the queue gives out only what is queued.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from random import Random
from typing import TypeVar

from offline_cache import pace
from offline_cache.breaker import Breaker
from offline_cache.calls import Calls
from offline_cache.clock import Clock
from offline_cache.errors import BugError, StoreTrouble
from offline_cache.line import Line
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.transaction import Transaction
from offline_cache.questions import Questions
from offline_cache.replies import QueueCall, Replies
from offline_cache.send_events import SendEvents
from offline_cache.transport import Delivery, DeliveryResult, PlatformTrouble, Transport, TransportTrouble
from offline_cache.turns import Turns
from offline_cache.uploads import Uploads, piece_of

T = TypeVar("T")

log = logging.getLogger(__name__)


class Sender:
    """The only sender of a queue that was taken over (`Queue.take_over`).

    `http` is an executor of one thread; the transport is called nowhere else. `on_change` hears of every transaction
    whose delivery state or business status the sender changed. `on_link` hears at each change whether the platform can
    be reached; a platform that answers with trouble of its own is reached. Both run on the event loop.
    """

    def __init__(
        self,
        queue: QueueCall,
        transport: Transport,
        http: Executor,
        *,
        terminal: str,
        clock: Clock,
        random: Random,
        on_link: Callable[[bool], None],
        on_change: Callable[[Transaction], None],
    ) -> None:
        self._queue = queue
        self._transport = transport
        self._clock = clock
        self._breaker = Breaker(random, pace.terminal_phase(terminal))
        self._calls = Calls(http, self._breaker, clock, on_link)
        self._turns = Turns(clock, random)
        self._uploads = Uploads(clock, random)
        self._replies = Replies(queue, self._turns, self._uploads, on_change)
        self._questions = Questions(
            queue, transport, self._calls, clock=clock, turns=self._turns, replies=self._replies
        )
        self._on_change = on_change
        self._line = Line()
        self._begun: tuple[str, asyncio.Task[None]] | None = None
        """The attempt that began with the last commit, until `send_now` asks for it."""
        self._wake = asyncio.Event()
        self._attempts: set[asyncio.Task[None]] = set()
        self._bug: BaseException | None = None
        self._store_failed = False
        self._pausing = False
        # Halved when a call fails, so that a bad item is found; doubled when one succeeds.
        self._send_at_once = pace.BATCH

    @property
    def trouble(self) -> str | None:
        """Code of what keeps calls from getting through, for the technician; None while they do."""
        return self._breaker.trouble

    @property
    def resting(self) -> bool:
        """True while calls get through and none is under way or due: what can wait may have the line."""
        return self._pausing and not self._attempts and self._line.is_free and self.trouble is None

    def nudge(self) -> None:
        """A technician pressed the button: try everything again now, whatever pause is on."""
        self._breaker.end_pause()
        self._turns.all_now()
        self._uploads.all_now()
        self._wake.set()

    def network_back(self) -> None:
        """The network seems to be back: send a probe now.

        A pause that the platform asked for is kept, and a network that flaps gets one such probe in
        `pace.LINK_BACK_EVERY` seconds.
        """
        if self._breaker.probe_early(self._clock.monotonic()):
            self._wake.set()

    async def commit(self, keep: Callable[[Outbox, bool], Transaction]) -> Transaction:
        """Keep a transaction and, where the line is free, begin to send it: its claim is a part of the commit then.

        `keep` calls `Outbox.commit`, with `claim` as its second argument says. Returns when it is on the disk, and goes
        on to its end when nobody waits any more; `send_now` waits for what was begun. Raises what `keep` raises.
        """
        kept: asyncio.Future[Transaction] = asyncio.get_running_loop().create_future()
        attempt = asyncio.create_task(self._keep_and_send(keep, kept))
        self._attempts.add(attempt)
        attempt.add_done_callback(self._attempt_ended)
        return await asyncio.shield(kept)

    async def send_now(self, key: str, within: float = 8.0) -> Transaction:
        """Try to deliver a transaction at once, for at most `within` seconds; return it as it then stands.

        A slow exchange goes on, and its outcome is recorded. During a pause that the platform asked for, or that only
        a person can end, nothing is tried. Raises a StoreTrouble when the queue cannot be read.
        """
        attempt = asyncio.create_task(self._send_one(key, self._clock.monotonic() + within))
        self._attempts.add(attempt)
        attempt.add_done_callback(self._attempt_ended)
        await self._either(attempt, within)
        transaction = await self._queue(lambda queue: queue.get(key))
        if transaction is None:
            raise BugError("no transaction has this key")
        return transaction

    async def run(self) -> None:
        """Send and ask until cancelled. Raises only what is a bug; a full disk or a dead link is waited out."""
        while True:
            if self._bug is not None:
                raise self._bug
            self._wake.clear()
            try:
                pause = await self._one_round()
            except StoreTrouble as trouble:
                log.error("the store failed: %s", type(trouble).__name__)  # noqa: TRY400 - foreseen, named by its type
                self._store_failed = True
                pause = pace.STORE_PAUSE
            if pause > 0:
                self._pausing = True
                woken = asyncio.create_task(self._woken())
                try:
                    await self._either(woken, pause)
                finally:
                    woken.cancel()
                    self._pausing = False

    async def close(self) -> None:
        """Let go of the attempts under way. Their outcome is unknown, and the next start queues them again."""
        for attempt in self._attempts:
            attempt.cancel()
        await asyncio.gather(*self._attempts, return_exceptions=True)

    async def _one_round(self) -> float:
        """At most one delivery, one question, one piece. Returns the seconds until there may be more to do."""
        did_something = False
        for exchange in (self._deliver_some, self._questions.ask, self._upload_some):
            async with self._line:
                pause = self._breaker.wait(self._clock.monotonic())
                if pause > 0:
                    return pause
                await self._requeue_after_store_failure()
                did_something |= await exchange()
        return 0.0 if did_something else min(self._turns.next_in(), self._uploads.next_in())

    async def _keep_and_send(
        self, keep: Callable[[Outbox, bool], Transaction], kept: asyncio.Future[Transaction]
    ) -> None:
        # A commit waits for no exchange: what cannot have the line at once is queued like anything else.
        if not self._line.is_free or self._store_failed or self._breaker.forbids_probe(self._clock.monotonic()):
            await self._keep(keep, kept, claim=False)
            return
        async with self._line:
            item = await self._keep(keep, kept, claim=True)
            if item is not None:
                await self._deliver([item])

    async def _keep(
        self, keep: Callable[[Outbox, bool], Transaction], kept: asyncio.Future[Transaction], *, claim: bool
    ) -> Delivery | None:
        """Commit, and say so; return what was claimed with it."""

        def step(outbox: Outbox) -> tuple[Transaction, Delivery | None]:
            made = keep(outbox, claim)
            return made, outbox.claim_one(made.key) if claim else None

        try:
            made, item = await self._queue(step)
        except asyncio.CancelledError:
            kept.cancel()
            raise
        except Exception as error:  # noqa: BLE001 - it belongs to whoever wanted the commit
            kept.set_exception(error)
            return None
        if item is not None and (task := asyncio.current_task()) is not None:
            self._begun = (made.key, task)
        kept.set_result(made)
        return item

    async def _send_one(self, key: str, until: float) -> None:
        """Deliver a transaction, and its attachments as long as its citizen waits."""
        if self._begun is not None and self._begun[0] == key:
            (_, begun), self._begun = self._begun, None
            await asyncio.wait({begun})
            if not await self._attachments_brought(key, until):
                return
        while True:
            async with self._line:
                if self._breaker.forbids_probe(self._clock.monotonic()):
                    return
                await self._requeue_after_store_failure()
                item = await self._queue(lambda queue: queue.claim_one(key))
                if item is None:
                    return
                await self._deliver([item])
            if not await self._attachments_brought(key, until):
                return

    async def _attachments_brought(self, key: str, until: float) -> bool:
        """Bring what the platform waits for; whether all of it is there now, and the transaction may go again."""
        if key not in self._uploads.waiting():
            return False
        while key in self._uploads.waiting():
            if self._clock.monotonic() >= until or self._breaker.is_open:
                return False
            async with self._line:
                some = await self._upload_some(key)
            if not some and key in self._uploads.waiting():
                return False
        return True

    def _attempt_ended(self, attempt: asyncio.Task[None]) -> None:
        self._attempts.discard(attempt)
        error = None if attempt.cancelled() else attempt.exception()
        if isinstance(error, StoreTrouble):
            self._store_failed = True
        elif error is not None:
            self._bug = error
        self._wake.set()

    async def _requeue_after_store_failure(self) -> None:
        """Inside the lock no attempt is under way: what is still marked so is what the failed disk left behind."""
        if self._store_failed:
            await self._queue(lambda queue: queue.requeue_interrupted())
            self._turns.look_now()
            self._store_failed = False

    async def _deliver_some(self) -> bool:
        limit = 1 if self._breaker.is_open else self._send_at_once
        waiting, alone = self._turns.not_yet(), self._turns.alone()
        besides = [*waiting, *alone, *self._uploads.waiting()]
        items = await self._queue(lambda queue: queue.claim(limit, besides=besides))
        for key in [] if items else [key for key in alone if key not in waiting]:
            item = await self._queue(lambda queue, key=key: queue.claim_one(key))  # type: ignore[misc]
            if item is None:
                self._turns.forget(key)
            else:
                items = [item]
                break
        if items:
            await self._deliver(items)
        return bool(items)

    async def _deliver(self, items: list[Delivery]) -> None:
        """Send claimed items in one call, and record all results in one commit."""
        sent = {item.key: item for item in items}
        events = SendEvents(len(items))
        blamed = len(items) == 1 and self._turns.to_blame(items[0].key)
        try:
            results = await self._calls.make(lambda: self._transport.deliver(items), blamed=blamed)
        except TransportTrouble as trouble:
            code = trouble.code
            await self._queue(lambda queue: queue.release(sent, code))
            events.failed(code)
            self._send_at_once = max(1, len(items) // 2)
            if len(items) == 1:
                self._turns.failed_alone(items[0], by_link=not isinstance(trouble, PlatformTrouble))
            return
        self._send_at_once = min(pace.BATCH, max(self._send_at_once, 2 * len(items)))
        judged: list[tuple[Delivery, DeliveryResult | None]] = []
        for result in results:
            item = sent.pop(result.key, None)
            if item is not None:
                judged.append((item, result))
        answered = [item.key for item, _ in judged]
        judged += [(item, None) for item in sent.values()]
        await self._replies.results(judged)
        events.judged(result for _, result in judged)
        self._turns.delivered(answered)

    async def _upload_some(self, key: str | None = None) -> bool:
        """Bring one piece of an attachment; whether there was one."""
        upload = self._uploads.next(key)
        if upload is None:
            return False
        piece = await self._queue(lambda queue: piece_of(queue, upload))
        if isinstance(piece, Transaction):
            self._uploads.forget(upload.key)
            self._on_change(piece)
            return True
        began = self._clock.monotonic()
        try:
            held = await self._calls.make(
                lambda: self._transport.upload(upload.digest, upload.offset, piece), blamed=True
            )
        except TransportTrouble as trouble:
            self._uploads.failed(upload, to_blame=isinstance(trouble, PlatformTrouble))
            return True
        self._uploads.took(upload, held, self._clock.monotonic() - began)
        return True

    async def _woken(self) -> None:
        await self._wake.wait()

    async def _either(self, task: asyncio.Task[None], seconds: float) -> None:
        """Wait until the task is done or the time is over; the task goes on."""
        timer = asyncio.create_task(self._clock.sleep(seconds))
        try:
            await asyncio.wait({task, timer}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            timer.cancel()
