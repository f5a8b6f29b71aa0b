# SPDX-License-Identifier: GPL-3.0-or-later
"""The one thread that writes the database, so that the event loop never waits for a disk."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from offline_cache.ballast import Ballast
from offline_cache.errors import StoreCorrupt
from offline_cache.outbox.outbox import Outbox

T = TypeVar("T")


class OutboxThread:
    """Runs every use of an outbox on a thread of its own, one after the other.

    With a ballast, what a full disk refuses is done again in the ballast's room.
    """

    def __init__(self, ballast: Ballast | None = None) -> None:
        self._ballast = ballast
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="outbox")
        self._outbox: Outbox | None = None
        self._damaged = asyncio.Event()

    async def open(self, make: Callable[[], Outbox]) -> None:
        """Make the outbox on that thread. Raises what `make` raises."""
        self._outbox = await self._run(lambda: self._weighed(make))

    async def call(self, use: Callable[[Outbox], T]) -> T:
        """What `use` returns or raises. Once called it runs to its end, even when the caller is cancelled."""
        outbox = self._outbox
        if outbox is None:
            raise RuntimeError("open comes first")
        try:
            return await self._run(lambda: self._weighed(lambda: use(outbox)))
        except StoreCorrupt:
            self._damaged.set()
            raise

    async def damage(self) -> None:
        """Wait until some use of the outbox has met damage, whoever made it, and raise StoreCorrupt.

        A damaged database is not to be written to again: whoever opened it ends its work then, and has it salvaged.
        """
        await self._damaged.wait()
        raise StoreCorrupt("damage was met while the outbox was in use")

    async def close(self) -> None:
        """Finish what was called, close the outbox and end the thread."""
        if self._outbox is not None:
            await self._run(self._outbox.close)
            self._outbox = None
        self._executor.shutdown()

    def _weighed(self, work: Callable[[], T]) -> T:
        return work() if self._ballast is None else self._ballast.spent_on(work)

    async def _run(self, work: Callable[[], T]) -> T:
        # Without the shield, cancelling a visit would take a commit that still waits for its turn out of the queue.
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._executor, work))
