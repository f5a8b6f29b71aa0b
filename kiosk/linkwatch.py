# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the platform answers: known before a citizen begins, not found out afterwards."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.inquiry import Inquiry
from offline_cache.clock import Clock
from offline_cache.sender import Sender

UP_EVERY = 30.0
"""Seconds between two looks while the link is up."""
DOWN_EVERY = 3.0
"""And while it is down: somebody may be waiting for it."""


class LinkWatch:
    """The state of the link; false until the platform has answered."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.online = False
        self.on_change: Callable[[], None] = _nothing

    def learned(self, up: bool) -> None:
        """The sender, or a look, has found the link up or down."""
        if up is not self.online:
            self.online = up
            self.on_change()

    async def ask(self, inquiry: Inquiry) -> None:
        """Look once."""
        self.learned(await inquiry.reachable())

    async def run(self, inquiry: Inquiry, sender: Sender) -> None:
        """Look again and again; when the link comes back the sender is told at once."""
        since_look = 0.0
        while True:
            # In short steps: the sender may find the link down in the middle of a long one.
            await self._clock.sleep(DOWN_EVERY)
            since_look += DOWN_EVERY
            if self.online and since_look < UP_EVERY:
                continue
            since_look = 0.0
            before = self.online
            await self.ask(inquiry)
            if self.online and not before:
                sender.network_back()


def _nothing() -> None:
    pass
