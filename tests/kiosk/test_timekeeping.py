# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from random import Random

from kiosk.timekeeping import KEEP_EVERY, LOOK_EVERY, keep_time
from offline_cache.outbox_thread import OutboxThread
from offline_cache.trusted_clock import TrustedClock
from tests.offline_cache.store_stand import START, SimulatedClock, open_outbox


def test_what_the_platform_told_is_kept_on_the_disk(tmp_path: Path) -> None:
    """A terminal with a flat battery would start years back, though it knew the time an hour ago."""
    machine = SimulatedClock()
    clock = TrustedClock(machine, START)
    outbox = OutboxThread()

    async def pass_time(seconds: float) -> None:
        await machine.advance(seconds)
        await outbox.call(lambda box: None)  # behind whatever was called before
        await machine.advance(0)

    async def scene() -> None:
        await outbox.open(lambda: open_outbox(tmp_path, clock, random=Random(1)))
        keeping = asyncio.create_task(keep_time(outbox, clock))
        await pass_time(0)
        assert await outbox.call(lambda box: box.known_time.newest()) is None
        clock.told(START + timedelta(days=1))
        for after in (LOOK_EVERY, LOOK_EVERY + KEEP_EVERY):
            await pass_time(after - machine.elapsed)
            kept = await outbox.call(lambda box: box.known_time.newest())
            assert kept == START + timedelta(days=1, seconds=after)
            assert await outbox.call(lambda box: box.known_time.contact()) == START + timedelta(days=1)
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        await outbox.close()

    asyncio.run(scene())
