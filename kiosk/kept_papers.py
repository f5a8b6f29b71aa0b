# SPDX-License-Identifier: GPL-3.0-or-later
"""Papers (回执, 证明) that did not come out, kept in memory until their owner comes back with the same card.

Each is sealed under a key that is made of its owner's card and of a secret of this process: a look into the memory by
mistake finds nobody, and a wrong match opens nothing. Nothing of it is ever written anywhere; it goes with the process,
after `KEPT_FOR`, and at the end of the day. Who reads the whole memory and tries numbers until one fits is not kept out
(docs/decisions/0012).
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo
from random import Random
from typing import TypeAlias

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.local_time import CHINA
from kiosk.province.documents import CertificateKind
from kiosk.visit.answers import Applicant
from offline_cache.clock import Clock

KEPT_FOR = timedelta(hours=6)
"""Long enough to fetch somebody with a new roll and to come back after the noon rest."""
END_OF_DAY = time(23, 59)
"""By the terminal's own clock, in local time."""
MOST_PAPERS = 50
MOST_BYTES = 16 << 20
"""Of all together; a certificate has some 60 KB, a receipt some 100 bytes."""
LOOK_EVERY = 30.0
"""Seconds between looks for what has been kept long enough."""

_NONCE, _TAG = 12, 16
"""Bytes that AES-GCM adds."""


class UnprintedReceipt(msgspec.Struct, frozen=True, tag="receipt"):
    """What a receipt needs beside the books: how its case stands is looked up when it is printed."""

    key: str
    """The transaction's."""
    service: str
    values: Mapping[str, str]
    """The answers that stand on the receipt, and no others."""
    doubtful: bool = False
    """Whether it may have come out after all."""

    def __repr__(self) -> str:
        return "UnprintedReceipt(…)"


class UnprintedCertificate(msgspec.Struct, frozen=True, tag="certificate"):
    """A certificate as the platform sealed it."""

    kind: CertificateKind
    title: str
    pdf: bytes
    doubtful: bool = False

    def __repr__(self) -> str:
        return "UnprintedCertificate(…)"


Unprinted: TypeAlias = UnprintedReceipt | UnprintedCertificate

_encoded = msgspec.msgpack.encode
_DECODER: msgspec.msgpack.Decoder[Unprinted] = msgspec.msgpack.Decoder(Unprinted)


@dataclass(frozen=True, eq=False)
class _Envelope:
    mark: bytes
    """Whose it is, as only this process can tell."""
    ends: float
    until: datetime
    sealed: bytes


@dataclass(frozen=True, eq=False)
class Kept:
    """An opened paper, for as long as its owner stands there."""

    paper: Unprinted
    until: datetime
    envelope: _Envelope = field(repr=False)


class KeptPapers:
    """The papers of one terminal that wait for their owners; the day ends by the time of `zone`."""

    def __init__(self, clock: Clock, *, random: Random, zone: tzinfo = CHINA) -> None:
        self._clock = clock
        self._zone = zone
        self._random = random
        self._secret = random.randbytes(32)
        self._envelopes: list[_Envelope] = []

    def __len__(self) -> int:
        return len(self._envelopes)

    def until(self, owner: Applicant | None, paper: Unprinted) -> datetime | None:
        """Return until when a paper would be kept from now on; None when it would not be.

        Only for who has shown a card: a number that was typed proves nothing, neither now nor when somebody comes back.
        """
        if owner is None or owner.how == "typed":
            return None
        self._drop_old()
        size = sum(len(envelope.sealed) for envelope in self._envelopes) + len(_encoded(paper)) + _NONCE + _TAG
        if len(self._envelopes) >= MOST_PAPERS or size > MOST_BYTES:
            return None
        now = self._clock.now()
        evening = datetime.combine(now.astimezone(self._zone).date(), END_OF_DAY, self._zone)
        ends = min(now + KEPT_FOR, evening)
        return ends if ends > now else None

    def keep(self, owner: Applicant | None, paper: Unprinted) -> datetime | None:
        """Keep a paper and return until when; None when it is not kept."""
        until = self.until(owner, paper)
        if until is None or owner is None:
            return None
        mark, key = self._drawn_from(owner)
        nonce = self._random.randbytes(_NONCE)
        sealed = nonce + AESGCM(key).encrypt(nonce, _encoded(paper), mark)
        ends = self._clock.monotonic() + (until - self._clock.now()).total_seconds()
        self._envelopes.append(_Envelope(mark, ends, until, sealed))
        return until

    def of(self, owner: Applicant | None) -> tuple[Kept, ...]:
        """Open what is kept for somebody, oldest first."""
        if owner is None:
            return ()
        _, key = self._drawn_from(owner)
        return tuple(Kept(_opened(found, key), found.until, found) for found in self._found(owner))

    def latest(self, owner: Applicant | None) -> datetime | None:
        """Return until when something is kept for somebody; None when nothing is. It opens nothing."""
        return None if owner is None else max((found.until for found in self._found(owner)), default=None)

    def forget(self, kept: Kept) -> None:
        """It is out, or not wanted any more."""
        self._envelopes = [envelope for envelope in self._envelopes if envelope is not kept.envelope]

    async def run(self) -> None:
        """Let go of what has been kept long enough, until cancelled."""
        while True:
            await self._clock.sleep(LOOK_EVERY)
            self._drop_old()

    def _found(self, owner: Applicant) -> list[_Envelope]:
        if owner.how == "typed":
            return []
        self._drop_old()
        mark, _ = self._drawn_from(owner)
        return [envelope for envelope in self._envelopes if hmac.compare_digest(envelope.mark, mark)]

    def _drop_old(self) -> None:
        now = self._clock.monotonic()
        self._envelopes = [envelope for envelope in self._envelopes if envelope.ends > now]

    def _drawn_from(self, owner: Applicant) -> tuple[bytes, bytes]:
        """Return mark and key of a card's holder.

        The name belongs to it: there are numbers that were given to two people.
        """
        name = "".join(unicodedata.normalize("NFKC", owner.name).split())
        told = msgspec.json.encode([owner.id_type, owner.id_number.upper(), name])
        drawn = hmac.digest(self._secret, told, "sha512")
        return drawn[:32], drawn[32:]


def _opened(envelope: _Envelope, key: bytes) -> Unprinted:
    nonce, sealed = envelope.sealed[:_NONCE], envelope.sealed[_NONCE:]
    return _DECODER.decode(AESGCM(key).decrypt(nonce, sealed, envelope.mark))
