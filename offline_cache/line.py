# SPDX-License-Identifier: GPL-3.0-or-later
"""The line to the platform: one exchange at a time."""

import asyncio


class Line:
    """Held with `async with` for one exchange; whoever comes waits for all who came before."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._wanted = 0

    @property
    def is_free(self) -> bool:
        """Whether nobody holds it or waits for it, so that it can be had without waiting at this moment."""
        return not self._wanted

    async def __aenter__(self) -> None:
        self._wanted += 1
        try:
            await self._lock.acquire()
        except BaseException:
            self._wanted -= 1
            raise

    async def __aexit__(self, *_: object) -> None:
        self._lock.release()
        self._wanted -= 1
