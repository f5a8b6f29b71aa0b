# SPDX-License-Identifier: GPL-3.0-or-later
"""What every reader of chip cards owes its caller, whatever is on the card."""

from __future__ import annotations

from abc import abstractmethod
from enum import StrEnum

from drivers.contract import Action, Device, DeviceError, DeviceState


class CardUnreadable(DeviceError):  # noqa: N818
    """A card is there and gives no answer that makes sense, or was taken away meanwhile: take it out, put it back.

    `code` is the card's own verdict (SW1 SW2 of ISO/IEC 7816-4), or None where it gave none.
    """

    state = DeviceState.USER_ERROR
    action = Action.CLEAR

    def __init__(self, message: str, *, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code


class WrongCard(CardUnreadable):
    """The card works and is one of another kind, such as a bank or bus card."""


class ReaderSilent(DeviceError):  # noqa: N818
    """The PC/SC service, or the reader behind it, does not come back from a call."""

    state = DeviceState.OFFLINE
    action = Action.RESET


class ReaderAbsent(DeviceError):  # noqa: N818
    """There is no reader: unplugged, no PC/SC service, no right to it, or the card in another program's hands.

    `state` and `action` tell these apart: `no_device` and maintenance, or `offline` and configuration.
    """

    state = DeviceState.NO_DEVICE
    action = Action.MAINTENANCE


class ReaderBroken(DeviceError):  # noqa: N818
    """The PC/SC service reports a fault that is neither the card's nor the caller's. `code` is its return value."""

    state = DeviceState.HARDWARE_ERROR
    action = Action.MAINTENANCE

    def __init__(self, message: str, *, code: int) -> None:
        super().__init__(message)
        self.code = code


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
