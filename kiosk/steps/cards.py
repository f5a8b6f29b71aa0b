# SPDX-License-Identifier: GPL-3.0-or-later
"""Cards that tell who somebody is: the identity card on its reader, the social security card in its slot.

Both readers listen at the same time; nobody has to say beforehand which card it will be.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from drivers.card_reader import CardUnreadable, ReaderAbsent, ReaderBroken, ReaderSilent
from drivers.contract import Closed, ConfigurationError, DeviceError, TimedOut
from drivers.id_reader import CardKind, IdReader
from drivers.smart_card.contract import WrongCard
from drivers.social_card import SocialCardReader
from kiosk.failures import Failures
from kiosk.identity.errors import NumberError
from kiosk.identity.resident_id import parse_resident_id
from kiosk.local_time import local_day
from kiosk.visit.answers import Applicant
from kiosk.visit.race import first
from kiosk.visit.screens import CardState, CardTaken, PlaceCard
from kiosk.visit.visit import Visit

UNREAD_AFTER = 8.0
"""Seconds without a card until the page says how to place it again."""
RECONNECT_PAUSE = 0.5
"""Seconds between looks at a reader that is in trouble."""
TAKE_CARD = 2.0
"""Seconds for taking the card back: the leaving of an identity card cannot be seen."""
TAKE_CHIP_CARD = 20.0
"""Seconds at most for taking a card out of its slot, which is seen."""

RESIDENT_CARD = "111"
_ID_TYPES = {
    CardKind.RESIDENT: RESIDENT_CARD,
    # The permit carries a citizen's number of the same form and counts as the resident card does.
    CardKind.PERMIT: RESIDENT_CARD,
    CardKind.FOREIGN_2017: "553",
    CardKind.FOREIGN_2023: "553",
}
"""Codes of GA/T 2000.156 for the kinds of card."""

READER_TROUBLES: Mapping[type[DeviceError], tuple[CardState, Failures | None]] = {
    TimedOut: ("unread", None),
    CardUnreadable: ("unread", Failures.CARD_UNREADABLE),
    WrongCard: ("wrong", Failures.CARD_WRONG),
    ReaderSilent: ("reader_silent", Failures.READER_SILENT),
    ReaderAbsent: ("reader_absent", Failures.READER_ABSENT),
    ReaderBroken: ("reader_silent", Failures.READER_BROKEN),
    ConfigurationError: ("reader_silent", Failures.READER_BROKEN),
    Closed: ("reader_absent", Failures.READER_ABSENT),
    DeviceError: ("reader_silent", Failures.READER_BROKEN),
}
"""Every way in which a reader can fail, as the page shows it and as the technician reads it; a test proves it total.

An error of a driver's own counts as the nearest one above it. No code: nobody has laid a card down yet.
"""


@dataclass(frozen=True)
class ReadCard:
    """Whose card it is, and how its holder gets it back."""

    applicant: Applicant
    card: CardTaken
    is_back: Callable[[], Awaitable[None]]
    """Ends when the card has been taken, or long enough after it should have been."""


class Cards:
    """The readers of one visit that may be used, and the page that tells how they stand."""

    def __init__(self, visit: Visit, *, other_way: bool) -> None:
        identity = visit.pack.identity
        assert identity is not None  # noqa: S101 - the pack model gives every identify step its identity
        self._visit = visit
        self._id_reader = visit.desk.id_reader if "card" in identity.ways else None
        self._social = visit.desk.social_card if "social_card" in identity.ways else None
        self._page = PlaceCard(other_way=other_way, takes=self._takes(lost=None))
        self._lost: dict[CardTaken, tuple[CardState, str]] = {}

    def __bool__(self) -> bool:
        return self._id_reader is not None or self._social is not None

    @property
    def page(self) -> PlaceCard:
        """The page as it is now."""
        return self._page

    async def read(self) -> ReadCard:
        """Return the first good card, telling the page what is amiss meanwhile."""
        readings = []
        if self._id_reader is not None:
            readings.append(self._id_card(self._id_reader))
        if self._social is not None:
            readings.append(self._social_card(self._social))
        return await first(*readings)

    async def _id_card(self, reader: IdReader) -> ReadCard:
        while True:
            card = await self._once(reader, "id")
            if card.validity.ends is not None and card.validity.ends < self._today:
                self._tell("id", "expired", Failures.CARD_EXPIRED)
                continue
            applicant = Applicant(name=card.name, id_number=card.number, id_type=_ID_TYPES[card.kind], how="card")
            return ReadCard(applicant, "id", lambda: self._visit.desk.clock.sleep(TAKE_CARD))

    async def _social_card(self, reader: SocialCardReader) -> ReadCard:
        while True:
            card = await self._once(reader, "social")
            state: CardState | None = None
            try:
                number = parse_resident_id(card.number, self._today).text
            except NumberError:
                state = "wrong"
            else:
                if card.valid_to is not None and card.valid_to < self._today:
                    state = "expired"
            if state is None:
                applicant = Applicant(name=card.name, id_number=number, id_type=RESIDENT_CARD, how="social_card")
                return ReadCard(applicant, "social", lambda: self._out_of(reader))
            self._tell("social", state, Failures.CARD_WRONG if state == "wrong" else Failures.CARD_EXPIRED)
            await self._out_of(reader)

    async def _once(self, reader: Any, card: CardTaken) -> Any:
        unsubscribe = reader.subscribe(lambda status: self._back(card) if status.usable else None)
        try:
            return await self._until_read(reader, card)
        finally:
            unsubscribe()

    async def _until_read(self, reader: Any, card: CardTaken) -> Any:
        while True:
            try:
                return await reader.read(timeout=UNREAD_AFTER, on_found=lambda: self._tell(card, "reading"))
            except DeviceError as error:
                state, failure = READER_TROUBLES[next(kind for kind in type(error).__mro__ if kind in READER_TROUBLES)]
                self._tell(card, state, failure)
                if state == "wrong" or (state == "unread" and failure and card == "social"):
                    await self._out_of(reader)
                elif state != "unread":
                    await self._visit.desk.clock.sleep(RECONNECT_PAUSE)

    async def _out_of(self, reader: SocialCardReader) -> None:
        """Wait until the card is out of its slot; a card that stays there would be read again and again."""
        with suppress(DeviceError):
            await reader.taken(timeout=TAKE_CHIP_CARD)

    def _back(self, card: CardTaken) -> None:
        """A reader that was lost is there again; whoever waits should not wait for a card's sake."""
        if card in self._lost:
            self._tell(card, "waiting")

    def _tell(self, card: CardTaken, state: CardState, failure: Failures | None = None) -> None:
        """Bring the page up to date with what one of the readers says."""
        if state in {"reading", "expired", "wrong"}:
            self._visit.idle.touch()  # a card laid down is somebody there
        code = failure.code if failure else ""
        if state in {"reader_silent", "reader_absent"}:
            self._lost[card] = state, code
        else:
            self._lost.pop(card, None)
        if len(self._lost) == (self._id_reader is not None) + (self._social is not None):
            state, code = self._lost.get("id", self._lost.get("social", (state, code)))
        elif self._lost.get(card):
            state, code = "waiting", self._lost[card][1]
        elif state == "unread" and not failure and card == "social" and self._id_reader is not None:
            return  # nobody has to use this card, and the other reader says itself that nothing lies on it
        takes = self._takes(lost=next(iter(self._lost), None))
        self._page = PlaceCard(state=state, takes=takes, card=card, other_way=self._page.other_way, code=code)
        self._visit.front.update(self._page)

    def _takes(self, *, lost: CardTaken | None) -> Any:
        there = [name for name, reader in (("id", self._id_reader), ("social", self._social)) if reader is not None]
        return "both" if len(there) == 2 and lost is None else next((name for name in there if name != lost), there[0])

    @property
    def _today(self) -> date:
        return local_day(self._visit.desk.clock.now())
