# SPDX-License-Identifier: GPL-3.0-or-later
"""What the sender needs of a platform's client, and every way in which the platform can answer.

The store knows no platform: whoever speaks a platform's protocol implements `Transport`. A reply is classified once,
there, into one of the results or exceptions below; nothing further up looks at status codes.

Reasons and statuses are codes or short words of the contract (`reason_word`), never free text, since free text from a
platform can name a person.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

import msgspec

from offline_cache.errors import KnownError
from offline_cache.sealing import Sealed

_WORD = re.compile(r"[\w.:\-]{1,40}")


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One transaction on its way; key and bytes are the same on every attempt."""

    key: str
    sealed: Sealed


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """The platform has the bytes and signed for them. A duplicate of what it already has is also accepted."""

    key: str
    digest: str
    """`Sealed.digest` of the bytes that the platform signed for."""
    platform_number: str | None = None
    """申办流水号, when the platform gives it at once."""
    acceptance: bytes
    """The signed acceptance as it came; the transport has verified its signature."""


class Holding(StrEnum):
    """How the platform stands with one attachment."""

    UNKNOWN = "unknown"
    """It holds no transaction that lists it, or has lost it."""
    PARTIAL = "partial"
    ALTERED = "altered"
    """All bytes came and were not those that the signed header lists: it begins anew."""
    COMPLETE = "complete"


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """How much of one attachment the platform holds."""

    digest: str
    holding: Holding
    held: int
    """Bytes from the first one on; the next piece begins here."""


class StillWorking(msgspec.Struct, frozen=True, kw_only=True):
    """The platform has not accepted it yet: ask again later.

    It is busy with this key from an earlier attempt (409), or it holds the transaction and waits for attachments.
    """

    key: str
    missing: tuple[Held, ...] = ()
    """Attachments that it waits for."""


class Rejected(msgspec.Struct, frozen=True, kw_only=True):
    """The platform will never take this item (a permanent 4xx for this item alone): a person must look."""

    key: str
    reason: str
    """A code of the contract."""


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """The platform knows this key with other bytes (422): the item is parked and an alarm raised."""

    key: str


DeliveryResult = Accepted | StillWorking | Rejected | Conflict


class Stage(StrEnum):
    """How far the platform is with a key."""

    UNKNOWN = "unknown"
    """It has never heard of the key, or has lost it."""
    ACCEPTED = "accepted"
    """It has the bytes, not yet durably processed."""
    SETTLED = "settled"
    """Durably processed: the terminal may delete its bytes."""
    REJECTED = "rejected"
    """Processing refused it for good."""


class StatusResult(msgspec.Struct, frozen=True, kw_only=True):
    """The platform's answer about one key, as far as the transport could verify that the platform gave it."""

    key: str
    stage: Stage
    platform_number: str | None = None
    business_status: str | None = None
    """受理, 补正, 办结 …: the platform's word."""
    reason: str | None = None
    """A code, with `Stage.REJECTED`."""
    digest: str | None = None
    """`Sealed.digest` of the bytes that the platform has under this key, when it tells."""
    signed: bytes | None = None
    """The signed answer as it came, whose signature the transport has verified."""

    @property
    def delivered(self) -> bool:
        """True when the platform has taken over."""
        return self.stage in {Stage.ACCEPTED, Stage.SETTLED}


class TransportTrouble(KnownError):  # noqa: N818 - the family reads as what happened: Unreachable, TooMany
    """A whole call failed; it says nothing about any single item in it.

    `code` is what is stored beside the items and shown to the technician.
    """

    code = "trouble"


class Unreachable(TransportTrouble):
    """No connection, no name, no answer in time, or a connection cut before the answer was whole."""

    code = "unreachable"


class CaptivePortal(TransportTrouble):
    """An answer came, but not from the platform: a login page, a proxy's page, any body without its signature."""

    code = "captive_portal"


class ClockRefused(TransportTrouble):
    """The platform or its certificate check refused this terminal's time."""

    code = "clock_refused"


class CredentialRefused(TransportTrouble):
    """The platform does not accept this terminal's credentials (401, 403, certificate)."""

    code = "credential_refused"


class TooMany(TransportTrouble):
    """The platform asks for a pause (429, or 503 with Retry-After)."""

    code = "too_many"

    def __init__(self, retry_after: float | None = None) -> None:
        super().__init__("the platform asks for a pause")
        self.retry_after = retry_after
        """Seconds that the platform asked for; None when it named none."""


class PlatformTrouble(TransportTrouble):
    """The platform itself failed (5xx), or answered in a form that its contract does not have."""

    code = "platform_trouble"


class Transport(Protocol):
    """A platform's client. Its methods block and are called on one thread, never two at a time.

    They raise a `TransportTrouble` when the call as a whole failed. They end within their own time limit (60 s is a
    sensible one); the sender does not interrupt them.
    """

    def deliver(self, items: Sequence[Delivery]) -> list[DeliveryResult]:
        """Deliver the items; one result each, in any order. An item without a result is tried again."""

    def status(self, keys: Sequence[str]) -> list[StatusResult]:
        """Ask what became of the keys; one result each, in any order."""

    def upload(self, digest: str, offset: int, piece: bytes) -> Held:
        """Bring bytes of an attachment from an offset on; to bring them again is harmless.

        The answer tells where to go on: an offset that the platform has not reached yet changes nothing.
        """


def reason_word(text: str) -> str:
    """The text when it is one code or word of up to 40 characters, else "unspecified"."""
    return text if _WORD.fullmatch(text) else "unspecified"
