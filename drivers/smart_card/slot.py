# SPDX-License-Identifier: GPL-3.0-or-later
"""The place for one card, as its I/O thread sees it: waits for a card, speaks to it, sees it go."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from drivers.attachment import ONLINE, Attachment
from drivers.card_reader import CardUnreadable, ReaderAbsent
from drivers.contract import DeviceError, Status
from drivers.io_thread import Cancel, Cancelled
from drivers.smart_card.apdu import Answer, Command, MalformedAnswer, exchange
from drivers.smart_card.atr import MalformedAtr, parse_atr
from drivers.smart_card.contract import CardPresence, WrongCard
from drivers.smart_card.delays import Delays
from drivers.smart_card.service import Service, Slot
from drivers.smart_card.verdicts import in_use
from drivers.status import StatusBoard


class Card:
    """A card that is connected, for one conversation."""

    def __init__(self, service: Service, protocol: int, cancel: Cancel, ends_at: float) -> None:
        self._service = service
        self._protocol = protocol
        self._cancel = cancel
        self._ends_at = ends_at

    def ask(self, command: Command) -> Answer:
        """Send a command, return the answer with its verdict, whatever it is.

        Raises `CardUnreadable` when the card has gone, makes no sense or takes too long, `ReaderAbsent`,
        `ReaderSilent`; `Cancelled` when the caller has gone.
        """
        try:
            return exchange(self._transmit, command, t0=self._protocol == 0)
        except MalformedAnswer as malformed:
            raise CardUnreadable(str(malformed)) from None

    def _transmit(self, data: bytes) -> bytes:
        if self._cancel.is_set:
            raise Cancelled
        if time.monotonic() > self._ends_at:
            raise CardUnreadable("the card takes too long")
        return self._service.transmit(data, self._protocol)


class CardSlot(Attachment):
    """A reader by its name. `name` is its beginning: the service numbers readers anew when they are plugged."""

    def __init__(self, title: str, name: str, board: StatusBoard, delays: Delays) -> None:
        super().__init__(board, pace=delays.pace)
        self._name = name
        self._service = Service(title, delays)
        self._conversation = delays.conversation
        self._reader = ""
        self.presence = CardPresence.UNKNOWN
        """May be read from any thread."""

    @contextmanager
    def card(self, cancel: Cancel, on_found: Callable[[], None]) -> Iterator[Card]:
        """Wait for a card and connect to it, for the time of the `with`.

        Raises `Cancelled`, `CardUnreadable`, `WrongCard`, `ReaderAbsent`, `ReaderSilent`, `ReaderBroken`.
        """
        with self._ready():
            slot = self._until(cancel, lambda slot: slot.present)
            cancel.hold_clock()
            on_found()
            try:
                with self._connected(slot, cancel) as card:
                    yield card
            except CardUnreadable:
                self._slot()  # it may be the reader that was pulled and not the card
                raise

    def until_taken(self, cancel: Cancel) -> None:
        """Wait until no card is there; raises as `card`."""
        with self._ready():
            self._until(cancel, lambda slot: not slot.present)

    def finish(self) -> None:
        """See `Attachment.finish`."""
        super().finish()
        self._service.end()

    def _attach(self) -> None:
        self._service.open()
        names = self._service.readers()
        if self._name in names:
            self._reader = self._name
        else:
            self._reader = next((name for name in names if name.startswith(self._name)), "")
        if not self._reader:
            raise ReaderAbsent("the PC/SC service has no such reader")

    def _look(self) -> Status:
        slot = self._slot()
        return in_use().status if slot.held else ONLINE

    def _detach(self) -> None:
        self.presence = CardPresence.UNKNOWN
        self._service.close()

    @contextmanager
    def _ready(self) -> Iterator[None]:
        """As `in_use`, after a look: a service that came back since the last one wants a new client."""
        if self._is_attached:
            with contextlib.suppress(DeviceError):
                try:
                    self._slot()
                except DeviceError as error:
                    self._failed(error)
                    raise
        with self.in_use():
            yield

    @contextmanager
    def _connected(self, slot: Slot, cancel: Cancel) -> Iterator[Card]:
        if slot.mute:
            raise CardUnreadable("the card does not answer")
        try:
            atr = parse_atr(slot.atr)
        except MalformedAtr:
            raise CardUnreadable("the card's first word is damaged") from None
        if atr.is_storage:
            raise WrongCard("a storage card, without a processor")
        try:
            protocol = self._service.connect(self._reader, shared=slot.shared)
            yield Card(self._service, protocol, cancel, time.monotonic() + self._conversation)
        finally:
            self._service.disconnect()

    def _until(self, cancel: Cancel, is_so: Callable[[Slot], bool]) -> Slot:
        slot = self._slot()
        while not is_so(slot):
            if cancel.is_set:
                raise Cancelled
            slot = self._slot(slot)
        return slot

    def _slot(self, since: Slot | None = None) -> Slot:
        slot = self._service.slot(self._reader, since)
        self.presence = CardPresence.PRESENT if slot.present else CardPresence.ABSENT
        return slot
