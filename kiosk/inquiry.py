# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions to the platform while a citizen waits, asked on a thread of their own.

The sender has its own client: a batch on a slow line does not hold up a question.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

from kiosk.province.client import ProvinceClient
from kiosk.province.contract import CaseProgress, Heartbeat, KeyRing
from kiosk.province.rating import Satisfaction


class Inquiry:
    """Asks the platform; the event loop goes on meanwhile."""

    def __init__(self, client: ProvinceClient) -> None:
        self._client = client
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="inquiry")

    async def case_progress(self, number: str) -> CaseProgress | None:
        """Return how far a case is, None when the platform knows none of that number. Raises TransportTrouble."""
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, lambda: self._client.case_progress(number)
        )

    async def rate(
        self, number: str, satisfaction: Satisfaction
    ) -> Literal["recorded", "already_rated", "unknown_case"]:
        """Hand in a rating; to repeat it is harmless. Raises TransportTrouble."""
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, lambda: self._client.rate(number, satisfaction)
        )

    async def key_ring(self) -> tuple[KeyRing, bytes]:
        """Return the platform's sealing keys as they are now, and as they were signed. Raises TransportTrouble."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._client.key_ring)

    async def heartbeat(self, beat: Heartbeat) -> None:
        """Tell the platform how this terminal is. Raises TransportTrouble."""
        await asyncio.get_running_loop().run_in_executor(self._thread, lambda: self._client.heartbeat(beat))

    async def reachable(self) -> bool:
        """Say whether the platform itself answers now."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._client.reachable)

    def close(self) -> None:
        """Ask nothing more."""
        self._thread.shutdown(wait=False, cancel_futures=True)
