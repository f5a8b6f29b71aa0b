# SPDX-License-Identifier: GPL-3.0-or-later
"""A chip-card reader behind PC/SC: what its drivers have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from drivers.contract import Capabilities
from drivers.device import ThreadedDevice
from drivers.io_thread import Cancel
from drivers.smart_card.contract import CardPresence, ChipReader
from drivers.smart_card.delays import Delays
from drivers.smart_card.slot import Card, CardSlot
from drivers.status import StatusBoard
from drivers.watched import told_meanwhile

T = TypeVar("T")


class PcscDevice(ThreadedDevice, ChipReader):
    """A reader whose name begins with `reader`."""

    def __init__(self, title: str, reader: str, capabilities: Capabilities, delays: Delays) -> None:
        board = StatusBoard(title)
        self._slot = CardSlot(title, reader, board, delays)
        super().__init__(title, board, self._slot, capabilities, start_within=delays.start, close_within=delays.close)

    @property
    def presence(self) -> CardPresence:
        """See `ChipReader.presence`."""
        return self._slot.presence

    async def taken(self, *, timeout: float | None = None) -> None:
        """See `ChipReader.taken`."""
        await self._perform(self._slot.until_taken, timeout=timeout)

    async def _converse(
        self, talk: Callable[[Card], T], *, timeout: float | None, on_found: Callable[[], None] | None
    ) -> T:
        """Wait for a card and have `talk` with it in the I/O thread."""
        with told_meanwhile(on_found) as found:

            def work(cancel: Cancel) -> T:
                with self._slot.card(cancel, found) as card:
                    return talk(card)

            return await self._perform(work, timeout=timeout)
