# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import threading
from pathlib import Path
from random import Random

import pytest

from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox_thread import OutboxThread
from tests.offline_cache.store_stand import SERVICE, SimulatedClock, open_outbox


def test_every_use_is_on_the_one_thread_that_opened_the_store(tmp_path: Path) -> None:
    """A slow disk would freeze the engine, or two threads would write at the same time."""
    threads: set[int] = set()

    def make() -> Outbox:
        threads.add(threading.get_ident())
        return open_outbox(tmp_path, SimulatedClock(), random=Random(1))

    async def scene() -> None:
        thread = OutboxThread()
        await thread.open(make)
        for _ in range(5):
            await thread.call(lambda outbox: threads.add(threading.get_ident()))
        await thread.close()

    asyncio.run(scene())
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_a_cancelled_caller_does_not_take_its_commit_back(tmp_path: Path) -> None:
    """A visit that ends while the disk is busy would take the citizen's commit with it."""

    async def scene() -> None:
        thread = OutboxThread()
        await thread.open(lambda: open_outbox(tmp_path, SimulatedClock(), random=Random(1)))
        gate = threading.Event()
        busy = asyncio.create_task(thread.call(lambda outbox: gate.wait(10)))
        commit = asyncio.create_task(thread.call(lambda outbox: outbox.commit(SERVICE, b"", slip=b"")))
        await asyncio.sleep(0)
        commit.cancel()
        with pytest.raises(asyncio.CancelledError):
            await commit
        gate.set()
        await busy
        assert len(await thread.call(lambda outbox: outbox.listed(limit=10))) == 1
        await thread.close()

    asyncio.run(scene())


def test_a_store_that_does_not_open_is_told(tmp_path: Path) -> None:
    """The engine would start without a store and fail at the first citizen."""

    def make() -> Outbox:
        raise OSError

    async def scene() -> None:
        thread = OutboxThread()
        with pytest.raises(OSError):  # noqa: PT011 - whatever was raised comes through
            await thread.open(make)
        with pytest.raises(RuntimeError, match="open comes first"):
            await thread.call(lambda outbox: outbox.counts())
        await thread.close()

    asyncio.run(scene())
