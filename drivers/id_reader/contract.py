# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract of every ID-card reader (居民身份证阅读器), whatever its protocol."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from drivers.contract import Capabilities, Device
from drivers.id_reader.card import IdCard
from drivers.id_reader.photo import Picture

INTERFACE = "id_reader"
VERSION = (1, 1)


@dataclass(frozen=True, slots=True)
class IdReaderCapabilities(Capabilities):
    """What a reader can do beyond the reading of a card. None: it has not shown it yet."""

    newest_address: bool | None = None
    """Whether it can ask the card for the address that was written to it after its making (最新住址)."""
    fingerprints: bool | None = None
    """Whether it can read fingerprints."""
    photo_decoding: bool = False
    """Whether a program is there that decodes photos."""


class IdReader(Device):
    """A reader of identity cards. A reader that goes is noticed, and one that comes back, within about two seconds."""

    @property
    @abstractmethod
    def capabilities(self) -> IdReaderCapabilities:
        """See `Device.capabilities`. The serial number is that of the security module."""

    @abstractmethod
    async def read(
        self,
        *,
        timeout: float | None = None,
        on_found: Callable[[], None] | None = None,
        fingerprints: bool = False,
    ) -> IdCard:
        """Wait for a card, read it, return it.

        `timeout` is the seconds to wait for a card; None waits for ever. A card that has been found in time is read to
        its end, which takes a few seconds at most. `on_found` is called on the loop's thread when a card lies on
        the reader and its reading begins. To stop waiting, cancel: the caller is free at once. A second call waits for
        its turn.

        `fingerprints` is for the few services that may compare them: without it they never leave the card. With it,
        `IdCard.fingerprints` is None where the reader does not know how. The newest address is always asked for, where
        the reader knows how.

        A card that has been read is not found again until it is lifted, so that its lifting cannot be seen either.

        Raises:
            CardUnreadable: the card must be lifted and put back; then call again.
            ReaderSilent: no sensible answer; within 3 s of the fact.
            ReaderAbsent: no reader; within 3 s of the fact.
            ReaderBroken: the reader reports a fault of its own.
            TimedOut: no card within `timeout`.
            Closed: `close()` was called meanwhile.
        """

    @abstractmethod
    async def decode_photo(self, card: IdCard) -> Picture:
        """Return the card's photo as pixels. Has nothing to do with the device, and may be called in any state.

        Raises `PhotoUndecoded`, also where no decoder is installed. The card's photo is then as the card gave it.
        """
