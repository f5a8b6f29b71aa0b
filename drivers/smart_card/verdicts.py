# SPDX-License-Identifier: GPL-3.0-or-later
"""What the return values of PC/SC calls mean for whoever stands before the terminal (PC/SC part 5; pcsc-lite API).

The service itself, through libpcsclite, returns `SCARD_W_SECURITY_VIOLATION` both when polkit forbids its use and when
it ends while a call waits: the former only ever to a client's first word.
"""

from __future__ import annotations

from smartcard import scard  # type: ignore[import-untyped]  # pyscard has no types

from drivers.card_reader import CardUnreadable, ReaderAbsent, ReaderBroken
from drivers.contract import Action, DeviceError, DeviceState

_TAKEN_AWAY = frozenset(
    {
        scard.SCARD_E_NO_SMARTCARD,
        scard.SCARD_E_NOT_TRANSACTED,
        scard.SCARD_E_COMM_DATA_LOST,
        scard.SCARD_F_COMM_ERROR,
        scard.SCARD_W_REMOVED_CARD,
        scard.SCARD_W_RESET_CARD,
        scard.SCARD_W_UNPOWERED_CARD,
    }
)
_MUTE = frozenset(
    {
        scard.SCARD_E_CARD_UNSUPPORTED,
        scard.SCARD_E_INVALID_ATR,
        scard.SCARD_E_PROTO_MISMATCH,
        scard.SCARD_E_UNKNOWN_CARD,
        scard.SCARD_W_UNRESPONSIVE_CARD,
        scard.SCARD_W_UNSUPPORTED_CARD,
    }
)
_NO_READER = frozenset(
    {
        scard.SCARD_E_NO_READERS_AVAILABLE,
        scard.SCARD_E_NOT_READY,
        scard.SCARD_E_READER_UNAVAILABLE,
        scard.SCARD_E_UNKNOWN_READER,
    }
)
_NO_SERVICE = frozenset(
    {
        scard.SCARD_E_CANCELLED,
        scard.SCARD_E_INVALID_HANDLE,
        scard.SCARD_E_NO_SERVICE,
        scard.SCARD_E_SERVICE_STOPPED,
        scard.SCARD_E_SYSTEM_CANCELLED,
        scard.SCARD_W_SECURITY_VIOLATION,
    }
)


def error_for(value: int, *, of_card: bool) -> DeviceError:
    """Return the error that a return value other than success and time-out stands for.

    `of_card`: of a call that speaks to the card; others report a lost connection when the service itself has ended.
    """
    if value in _TAKEN_AWAY and of_card:
        return CardUnreadable("the card was taken away, or lost its contact")
    if value in _MUTE:
        return CardUnreadable("the card does not answer, or not as a card does")
    if value in _NO_READER:
        return ReaderAbsent("the PC/SC service has no such reader")
    if value in _NO_SERVICE | _TAKEN_AWAY:
        return ReaderAbsent("the PC/SC service has ended")
    if value == scard.SCARD_E_SHARING_VIOLATION:
        return in_use()
    if value == scard.SCARD_E_NO_ACCESS:
        return forbidden()
    return ReaderBroken(f"the PC/SC service reports {value:08X}", code=value)


def in_use() -> ReaderAbsent:
    """Return the error for a card that another program holds."""
    return ReaderAbsent("another program holds the card", state=DeviceState.OFFLINE, action=Action.CONFIGURATION)


def forbidden() -> ReaderAbsent:
    """Return the error for a service that does not let this user in."""
    return ReaderAbsent("no right to use the PC/SC service", state=DeviceState.OFFLINE, action=Action.CONFIGURATION)
