# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls of the transport: on its thread, and what their outcome says of the link, the platform and the clock."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TypeVar

from offline_cache.breaker import Breaker
from offline_cache.clock import Clock, ClockQuality
from offline_cache.transport import CaptivePortal, ClockRefused, PlatformTrouble, TransportTrouble, Unreachable

R = TypeVar("R")

log = logging.getLogger(__name__)


class TransportBug(PlatformTrouble):
    """The transport raised something that it has no right to raise."""

    code = "bug"


class Calls:
    """Makes the calls. `on_link` hears at each change whether the platform can be reached."""

    def __init__(self, http: Executor, breaker: Breaker, clock: Clock, on_link: Callable[[bool], None]) -> None:
        self._http = http
        self._breaker = breaker
        self._clock = clock
        self._on_link = on_link
        self._link: bool | None = None

    async def make(self, ask: Callable[[], R], *, blamed: bool = False) -> R:
        """One call of the transport on its thread; its outcome is told to the breaker, once.

        The platform's trouble with an item that is already to blame says nothing about the platform. Raises a
        TransportTrouble.
        """
        try:
            results = await asyncio.get_running_loop().run_in_executor(self._http, ask)
        except TransportTrouble as trouble:
            if isinstance(trouble, ClockRefused):
                self._clock.quality = ClockQuality.REFUSED
            self._failed(trouble, blamed=blamed)
            raise
        except Exception as error:  # noqa: BLE001 - a reply that trips the transport must not stop the whole queue
            # The type alone: a message or a traceback may quote what the platform said about a person.
            log.error("the transport raised %s", type(error).__name__)  # noqa: TRY400
            bug = TransportBug(type(error).__name__)
            self._failed(bug, blamed=blamed)
            raise bug from None
        self._clock.quality = ClockQuality.CONFIRMED
        self._breaker.succeeded()
        self._tell_link(up=True)
        return results

    def _failed(self, trouble: TransportTrouble, *, blamed: bool) -> None:
        if blamed and isinstance(trouble, PlatformTrouble):
            return
        self._breaker.failed(trouble, self._clock.monotonic())
        if isinstance(trouble, (Unreachable, CaptivePortal)):
            self._tell_link(up=False)

    def _tell_link(self, *, up: bool) -> None:
        if self._link is not up:
            self._link = up
            self._on_link(up)
