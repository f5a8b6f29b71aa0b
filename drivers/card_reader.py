# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong between a reader and a card, whatever both are: the errors of all readers of cards."""

from __future__ import annotations

from drivers.contract import Action, DeviceError, DeviceState


class CardUnreadable(DeviceError):  # noqa: N818
    """A card is there and gives no answer that makes sense, or was taken away meanwhile: lift it and put it back.

    `code` is a verdict, or None where there was none: the card's own (SW1 SW2 of ISO/IEC 7816-4), or for an identity
    card the security module's (SW3 of GA/T 467).
    """

    state = DeviceState.USER_ERROR
    action = Action.CLEAR

    def __init__(self, message: str, *, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code


class ReaderSilent(DeviceError):  # noqa: N818
    """The reader is there and gives no answer, or none that makes sense; or the service before it does not."""

    state = DeviceState.OFFLINE
    action = Action.RESET


class ReaderAbsent(DeviceError):  # noqa: N818
    """There is no reader: unplugged, its port or its service gone, or not to be used, or in another program's hands.

    `state` and `action` tell these apart: `no_device` and maintenance, or `offline` and configuration.
    """

    state = DeviceState.NO_DEVICE
    action = Action.MAINTENANCE


class ReaderBroken(DeviceError):  # noqa: N818
    """The reader says itself that it cannot work, or the service before it does.

    `code` is the verdict: SW3 of GA/T 467, or what the PC/SC service returned.
    """

    state = DeviceState.HARDWARE_ERROR
    action = Action.MAINTENANCE

    def __init__(self, message: str, *, code: int) -> None:
        super().__init__(message)
        self.code = code
