# SPDX-License-Identifier: GPL-3.0-or-later
"""What every reader of chip cards owes its caller, whatever is on the card."""

from __future__ import annotations

from abc import abstractmethod
from enum import StrEnum

from drivers.card_reader import CardUnreadable
from drivers.contract import Device


class WrongCard(CardUnreadable):
    """The card works and is one of another kind, such as a bank or bus card."""


class CardPresence(StrEnum):
    """Whether a card is in the reader, or on it."""

    UNKNOWN = "unknown"
    """Nobody can say: no reader, or not started. Never treat it as absent."""
    PRESENT = "present"
    ABSENT = "absent"


class ChipReader(Device):
    """A reader of chip cards. It sees cards come and go, unlike a reader of identity cards."""

    @property
    @abstractmethod
    def presence(self) -> CardPresence:
        """Whether a card is there, as of the last look; looked at four times a second."""

    @abstractmethod
    async def taken(self, *, timeout: float | None = None) -> None:
        """Wait until no card is there; return at once where none is.

        Raises `TimedOut` when it is still there after `timeout` seconds, `ReaderAbsent`, `ReaderSilent`, `Closed`.
        """
