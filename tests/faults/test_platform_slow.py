# SPDX-License-Identifier: GPL-3.0-or-later
"""The platform takes a minute to answer, longer than a terminal waits: it has the case, and the terminal no word."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from kiosk.province.exchange import Limits
from offline_cache.outbox.states import State
from offline_cache.sender import Sender
from offline_cache.transport import Delivery, DeliveryResult, Unreachable
from tests.offline_cache.store_stand import InlineExecutor, PlatformDouble, SimulatedClock, Stand

ANSWERS_AFTER = 60.0


class WaitingLine(InlineExecutor):
    """Each call takes as long as the terminal waits for the platform."""

    def __init__(self, clock: SimulatedClock) -> None:
        super().__init__()
        self._clock = clock
        self._calls: set[asyncio.Task[None]] = set()
        self.seconds = min(ANSWERS_AFTER, Limits().whole)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        outcome: Future[Any] = Future()

        async def call() -> None:
            await self._clock.sleep(self.seconds)
            done = InlineExecutor.submit(self, fn, *args, **kwargs)
            error = done.exception()
            if error is None:
                outcome.set_result(done.result())
            else:
                outcome.set_exception(error)

        self._calls.add(asyncio.get_running_loop().create_task(call()))
        return outcome


class SlowPlatform(PlatformDouble):
    """Keeps what arrives; while it is slow nobody hears so."""

    slow = True

    def deliver(self, items: Sequence[Delivery]) -> list[DeliveryResult]:
        results = super().deliver(items)
        if self.slow:
            raise Unreachable("no answer in time")
        return results


def test_a_platform_that_takes_a_minute(tmp_path: Path) -> None:
    """The citizen would stand there for a minute; the case would be handed in ten times, or given up."""
    stand = Stand(tmp_path)
    stand.platform = platform = SlowPlatform()
    stand.http = line = WaitingLine(stand.clock)

    async def scene(sender: Sender) -> None:
        made = []
        for _ in range(3):
            made.append(stand.commit())
            began = stand.clock.elapsed
            sending = asyncio.create_task(sender.send_now(made[-1].key))
            await stand.clock.advance(8)
            assert sending.done()
            assert (await sending).state in {State.QUEUED, State.SENDING}
            assert stand.clock.elapsed - began == 8
        await stand.clock.advance(3600)
        assert len(platform.calls) < 40, "a platform that is slow is not hammered"
        assert all(stand.kept(case.key).state in {State.QUEUED, State.SENDING} for case in made)
        platform.slow, line.seconds = False, 0.2
        sender.nudge()
        await stand.clock.advance(120)
        assert {stand.state(case) for case in made} == {State.SETTLED}
        assert len(platform.taken) == 3

    stand.play(scene)
    stand.outbox.close()
