# SPDX-License-Identifier: GPL-3.0-or-later
"""The PC/SC service (pcscd), as one reader's driver sees it. The only module here that touches the system.

pyscard's own monitor thread dies with the service, so that only its bare calls are used. None of them has a time limit
of its own when the service hangs; each is made through `BoundedCalls`.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from smartcard import scard  # type: ignore[import-untyped]  # pyscard has no types

from drivers.capture.tap import recorder
from drivers.card_reader import ReaderAbsent, ReaderSilent
from drivers.smart_card.bounded import BoundedCalls
from drivers.smart_card.delays import Delays
from drivers.smart_card.verdicts import error_for, forbidden, in_use

T = TypeVar("T")

_SOCKET = "/run/pcscd/pcscd.comm"
"""Where libpcsclite finds the service, unless the environment names another place."""
_SOCKET_VARIABLE = "PCSCLITE_CSOCK_NAME"


@dataclass(frozen=True, slots=True)
class Slot:
    """A reader as it stands at one moment."""

    present: bool
    mute: bool
    """A card is there and does not answer."""
    held: bool
    """Another program has it for itself alone."""
    shared: bool
    """Another program speaks to the card too."""
    flags: int
    """As the service gives them; they hold a count of the cards that came and went."""
    atr: bytes = b""


class Service:
    """One client of the service and its connection to one card. Used from one thread only."""

    def __init__(self, name: str, delays: Delays) -> None:
        self._delays = delays
        self._calls = BoundedCalls(f"{name} calls")
        # Both belong to the thread that makes the calls.
        self._context: int | None = None
        self._card: int | None = None

    def open(self) -> None:
        """Become a client of the service. Raises `ReaderAbsent` or `ReaderSilent`."""

        def establish() -> int:
            value, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
            if value == scard.SCARD_S_SUCCESS:
                self._context = context
            return int(value)

        value = self._calls.call(establish, within=self._delays.call, overdue=_silent())
        if value in {scard.SCARD_W_SECURITY_VIOLATION, scard.SCARD_E_NO_ACCESS}:
            raise forbidden()
        if value == scard.SCARD_E_NO_SERVICE:
            raise forbidden() if _is_locked() else ReaderAbsent("the PC/SC service does not run")
        _check(value)

    def readers(self) -> list[str]:
        """Return the names of all readers. Raises `ReaderAbsent` or `ReaderSilent`."""
        value, names = self._call(lambda: scard.SCardListReaders(self._context, []), self._delays.call)
        if value == scard.SCARD_E_NO_READERS_AVAILABLE:
            return []
        _check(value)
        return list(names)

    def slot(self, reader: str, since: Slot | None = None) -> Slot:
        """Return how a reader stands; when `since` is given, wait a little for it to stand otherwise.

        Raises `ReaderAbsent` when it or the service has gone, `ReaderSilent`.
        """
        milliseconds = 0 if since is None else round(1000 * self._delays.wait)
        known = scard.SCARD_STATE_UNAWARE if since is None else since.flags
        value, states = self._call(
            lambda: scard.SCardGetStatusChange(self._context, milliseconds, [(reader, known)]),
            self._delays.call + milliseconds / 1000,
        )
        if value == scard.SCARD_E_TIMEOUT and since is not None:
            return since
        if value != scard.SCARD_E_TIMEOUT:
            _check(value)
        _, flags, atr = states[0]
        if flags & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE | scard.SCARD_STATE_IGNORE):
            raise ReaderAbsent("the PC/SC service has no such reader")
        return Slot(
            present=bool(flags & scard.SCARD_STATE_PRESENT),
            mute=bool(flags & scard.SCARD_STATE_MUTE),
            held=bool(flags & scard.SCARD_STATE_EXCLUSIVE),
            shared=bool(flags & scard.SCARD_STATE_INUSE),
            flags=flags & ~scard.SCARD_STATE_CHANGED,
            atr=bytes(atr),
        )

    def connect(self, reader: str, *, shared: bool) -> int:
        """Take the card, so that no other program speaks to it meanwhile; return its protocol, 0 for T=0 or 1 for T=1.

        `shared`: another program speaks to it too. The call waits for as long as that is in a transaction of its own.

        Raises `CardUnreadable`, `ReaderAbsent` or `ReaderSilent`.
        """

        def connect() -> tuple[int, int]:
            value, card, protocol = scard.SCardConnect(
                self._context, reader, scard.SCARD_SHARE_SHARED, scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
            )
            if value == scard.SCARD_S_SUCCESS:
                self._card = card
            return value, protocol

        if (listening := recorder()) is not None:
            listening.opened("pcsc")

        overdue = in_use() if shared else _silent()
        value, protocol = self._calls.call(connect, within=self._delays.connect, overdue=overdue)
        _check(value, of_card=True)
        _check(self._calls.call(self._begin, within=self._delays.connect, overdue=in_use()), of_card=True)
        return 0 if protocol == scard.SCARD_PROTOCOL_T0 else 1

    def transmit(self, data: bytes, protocol: int) -> bytes:
        """Send one command to the card and return its answer. Raises as `connect`."""
        listening = recorder()
        if listening is not None:
            listening.sent(data)
        header = scard.SCARD_PCI_T1 if protocol else scard.SCARD_PCI_T0
        value, answer = self._call(lambda: scard.SCardTransmit(self._card, header, list(data)), self._delays.transmit)
        _check(value, of_card=True)
        received = bytes(byte & 0xFF for byte in answer)
        if listening is not None:
            listening.received(received)
        return received

    def disconnect(self) -> None:
        """Give the card back, reset, so that nothing of a conversation stays open on it. Never raises."""

        def disconnect() -> None:
            if self._card is not None:
                scard.SCardEndTransaction(self._card, scard.SCARD_LEAVE_CARD)
                scard.SCardDisconnect(self._card, scard.SCARD_RESET_CARD)
                self._card = None

        self._calls.settle(disconnect, within=self._delays.call)
        if (listening := recorder()) is not None:
            listening.closed()

    def close(self) -> None:
        """Be no client any more; what hangs is let go of when it is back. Never raises."""

        def release() -> None:
            self._card = None  # goes with the context
            if self._context is not None:
                scard.SCardReleaseContext(self._context)
                self._context = None

        self._calls.settle(release, within=self._delays.call / 4)

    def end(self) -> None:
        """Close, and end the thread of the calls."""
        self.close()
        self._calls.close()

    def _begin(self) -> int:
        return int(scard.SCardBeginTransaction(self._card))

    def _call(self, function: Callable[[], tuple[int, T]], within: float) -> tuple[int, T]:
        return self._calls.call(function, within=within, overdue=_silent())


def _check(value: int, *, of_card: bool = False) -> None:
    if value != scard.SCARD_S_SUCCESS:
        raise error_for(value, of_card=of_card)


def _silent() -> ReaderSilent:
    return ReaderSilent("the PC/SC service does not come back from a call")


def _is_locked() -> bool:
    """Whether the service is there and its socket may not be used: libpcsclite calls that no service."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.settimeout(0)
            probe.connect(os.environ.get(_SOCKET_VARIABLE, _SOCKET))
        except PermissionError:
            return True
        except OSError:
            return False
    return False
