# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract of every reader of travel documents with a chip (旅行证件): passports and travel permits."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from drivers.card_reader import CardUnreadable
from drivers.smart_card.contract import ChipReader, WrongCard
from drivers.travel_document.document import TravelDocument
from drivers.travel_document.mrz import AccessKey

INTERFACE = "travel_document"
VERSION = (1, 0)


class AccessRefused(CardUnreadable):
    """The chip does not open with this key: it belongs to another document, or was typed or read wrongly."""


class DocumentUnsupported(WrongCard):
    """A travel document that opens in another way only (PACE)."""


class DocumentAltered(CardUnreadable):
    """What the chip holds is not what its security object says, or not what is printed. Somebody has to look at it."""


class TravelDocumentReader(ChipReader):
    """A reader of travel documents. A chip opens to whoever knows what is printed on it."""

    @abstractmethod
    async def read(
        self,
        key: AccessKey,
        *,
        portrait: bool = False,
        timeout: float | None = None,
        on_found: Callable[[], None] | None = None,
    ) -> TravelDocument:
        """Wait for a document, open it with what is printed on it, read it, return it.

        `key` comes from `Mrz.key`, or from what a person has typed. `portrait` reads the picture too, which takes some
        seconds more. `timeout` is the seconds to wait for a document; None waits for ever. One that has been found in
        time is read to its end. `on_found` is called on the loop's thread when a document is there and its reading
        begins. To stop waiting, cancel: the caller is free at once. A second call waits for its turn.

        Raises:
            AccessRefused: the key does not open this document.
            DocumentUnsupported: it needs PACE.
            WrongCard: it is no travel document.
            DocumentAltered: it is not as it was issued.
            CardUnreadable: the document must be lifted and put back; then call again.
            ReaderSilent, ReaderAbsent, ReaderBroken, TimedOut, Closed: as `SocialCardReader.read`.
        """
