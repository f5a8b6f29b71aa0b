# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract of every reader of social security cards (社会保障卡)."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from drivers.smart_card.contract import ChipReader
from drivers.social_card.card import SocialCard

INTERFACE = "social_card"
VERSION = (1, 0)


class SocialCardReader(ChipReader):
    """A reader of social security cards: what the card shows to everybody, without its PIN."""

    @abstractmethod
    async def read(self, *, timeout: float | None = None, on_found: Callable[[], None] | None = None) -> SocialCard:
        """Wait for a card, read it, return it. A card that is still there from before is read again.

        `timeout` is the seconds to wait for a card; None waits for ever. A card that has been found in time is read to
        its end, which takes a second or two. `on_found` is called on the loop's thread when a card is there and
        its reading begins. To stop waiting, cancel: the caller is free at once. A second call waits for its turn.

        Raises:
            WrongCard: it is no social security card.
            CardUnreadable: the card must be taken out and put back; then call again.
            ReaderSilent: no answer from the service or the reader; within 3 s, in the midst of a reading 6 s.
            ReaderAbsent: no reader, no service, no right, or the card in another program's hands; within 3 s.
            ReaderBroken: the service reports a fault of its own.
            TimedOut: no card within `timeout`.
            Closed: `close()` was called meanwhile.
        """
