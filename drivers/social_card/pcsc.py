# SPDX-License-Identifier: GPL-3.0-or-later
"""Driver `pcsc`: social security cards in any reader of the PC/SC service, with contacts or without."""

from __future__ import annotations

from collections.abc import Callable

from drivers.contract import Capabilities
from drivers.smart_card.delays import Delays
from drivers.smart_card.device import PcscDevice
from drivers.social_card.card import SocialCard
from drivers.social_card.contract import INTERFACE, VERSION, SocialCardReader
from drivers.social_card.reading import read_card


class PcscSocialCardReader(PcscDevice, SocialCardReader):
    """A reader whose name, as the PC/SC service gives it, begins with `reader`."""

    def __init__(self, reader: str, *, delays: Delays | None = None) -> None:
        super().__init__("social-card reader", reader, Capabilities(INTERFACE, VERSION), delays or Delays())

    async def read(self, *, timeout: float | None = None, on_found: Callable[[], None] | None = None) -> SocialCard:
        """See `SocialCardReader.read`."""
        return await self._converse(lambda card: read_card(card.ask), timeout=timeout, on_found=on_found)
