# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract between terminal and provincial platform: every request and reply; docs/platform.md tells it in words.

Requests are signed as `gateway` says; replies are signed as `envelope` says, and repeat the request's nonce, so that
an old reply never answers a new question. Numbers travel in bodies, never in an address that somebody logs. All times
are UTC.
"""

from __future__ import annotations

import base64
from datetime import date, datetime
from enum import Enum
from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    PlainSerializer,
    WithJsonSchema,
)

from kiosk.province.envelope import Signable
from kiosk.province.rating import Satisfaction
from offline_cache.clock import ClockQuality
from offline_cache.sealing import Suite

BASE = "/ebus/kiosk"
"""Path of the service on the province's gateway."""
DELIVERIES = f"{BASE}/deliveries"
STATUS = f"{BASE}/status"
PROGRESS = f"{BASE}/progress"
RATINGS = f"{BASE}/ratings"
ATTACHMENTS = f"{BASE}/attachments"
HEARTBEATS = f"{BASE}/heartbeats"
KEYS = f"{BASE}/keys"
TIME = f"{BASE}/time"

MAX_ITEMS = 200
"""Items in one batch, or keys in one question."""
MAX_SEALED = 1 << 20
"""Bytes of one sealed payload."""
SERVICE_PATTERN = r"^[a-z0-9-]{1,60}$"
"""The id of a service pack, such as report-12345."""
MAX_NONCE = 36
"""Characters of a nonce."""
MAX_BODY = 32 << 20
"""Bytes of one request."""
MAX_ATTACHMENTS = 20
"""Attachments of one transaction."""
MAX_ATTACHMENT = 21 << 20
"""Bytes of one sealed attachment."""
MAX_PIECE = 1 << 20
"""Bytes of an attachment in one request."""


def _from_base64(value: object) -> object:
    return base64.b64decode(value, validate=True) if isinstance(value, str) else value


def _to_base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


Bytes = Annotated[
    bytes,
    BeforeValidator(_from_base64),
    PlainSerializer(_to_base64, when_used="json"),
    WithJsonSchema({"type": "string", "contentEncoding": "base64"}),
]
"""Bytes, in JSON as base64 (RFC 4648 section 4)."""

Key = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
"""Idempotency key: a UUID made when the payload was sealed."""
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 in lower-case hexadecimal."""
Number = Annotated[str, Field(pattern=r"^[0-9A-Za-z]{12,40}$")]
"""The terminal's number (流水号, 20 digits) or the platform's own (申办流水号), without spaces."""
Word = Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
"""A code, never free text."""


class Request(BaseModel):
    """Base of what a terminal sends; an unknown field is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Reply(Signable):
    """Base of the platform's answers to one request."""

    nonce: str
    """Of the request that this answers."""
    time: AwareDatetime
    """The platform's time."""


class ErrorReply(BaseModel):
    """The unsigned answer to a request that goes no further; a terminal believes it only as far as to try again."""

    code: int
    msg: str
    places: list[str] = []
    """Where the request is not as agreed (422), never what stood there."""


class SealedBytes(Request):
    """`offline_cache.sealing.Sealed`: header and ciphertext as the terminal signed them, exact to the byte."""

    header: Bytes
    """JSON in canonical form; its fields are those of `offline_cache.sealing.Header`."""
    ciphertext: Bytes = Field(max_length=MAX_SEALED)
    signature: Bytes


class DeliveryItem(Request):
    """One sealed transaction under its idempotency key, the same on every attempt."""

    key: Key
    sealed: SealedBytes


class DeliveryRequest(Request):
    """A batch; one bad item never holds up another."""

    items: tuple[DeliveryItem, ...] = Field(min_length=1, max_length=MAX_ITEMS)


class Reason(Enum):
    """Why an item was rejected. None of them names what was inside."""

    BAD_HEADER = "bad_header"
    """The header is not as agreed, or names another key than the item."""
    BAD_SIGNATURE = "bad_signature"
    """The terminal's signature over the item is wrong."""
    UNKNOWN_TERMINAL = "unknown_terminal"
    """The terminal that sealed the item is not enrolled."""
    OTHER_CONTENT = "other_content"
    """The same idempotency key came before with other bytes (422)."""
    DUPLICATE_NUMBER = "duplicate_number"
    """The terminal's number came before under another key."""
    UNKNOWN_KEY = "unknown_sealing_key"
    """The platform holds no private key of this id."""
    NOT_OPENED = "not_opened"
    """The seal does not open: damaged, or its header was changed."""
    NOT_UNDERSTOOD = "not_understood"
    """The seal opens, but the payload is not as agreed."""


class BusinessStatus(Enum):
    """Where a case is at the authority."""

    RECEIVED = "received"
    """已收件."""
    ACCEPTED = "accepted"
    """已受理."""
    DONE = "done"
    """已办结."""
    NOT_ACCEPTED = "not_accepted"
    """不予受理: the platform could not use what was delivered."""


class AttachmentState(BaseModel):
    """How much of one attachment the platform holds."""

    model_config = ConfigDict(frozen=True)

    digest: str
    """Of its sealed bytes, as the transaction's signed header lists it."""
    state: Literal["unknown", "partial", "altered", "complete"]
    """`unknown`: no transaction that the platform holds lists it. `partial`: the next piece begins at `held`.
    `altered`: all bytes came and were others than the header lists; they were thrown away. `complete`: held whole."""
    held: int = 0
    """Bytes from the first one on that the platform holds."""
    size: int = 0
    """Bytes that it has."""


class ItemResult(BaseModel):
    """What became of one item of a batch."""

    model_config = ConfigDict(frozen=True)

    key: str
    digest: str
    """SHA-256 of the item as the platform received it, in hexadecimal: `offline_cache.sealing.Sealed.digest`."""
    result: Literal["accepted", "working", "rejected"]
    """`working`: another delivery of it is being stored right now, ask again later (409); or, when `missing` is not
    empty, it is stored, and accepted once its attachments have come."""
    reason: Reason | None = None
    platform_number: str | None = None
    """申办流水号."""
    accepted_at: AwareDatetime | None = None
    missing: tuple[AttachmentState, ...] = ()
    """Attachments that the platform does not hold whole yet, in the header's order."""


class DeliveryReply(Reply):
    """The signed acceptance: one signature over keys, digests and results of the batch."""

    purpose: ClassVar[str] = "kiosk-delivery-v1"
    results: tuple[ItemResult, ...]


class AttachmentsRequest(Request):
    """Asks how much of attachments the platform holds."""

    digests: tuple[Digest, ...] = Field(min_length=1, max_length=MAX_ITEMS)


class AttachmentsReply(Reply):
    """The states, in the order of the question; after a piece the one of its attachment."""

    purpose: ClassVar[str] = "kiosk-attachments-v1"
    attachments: tuple[AttachmentState, ...]


class StatusRequest(Request):
    """Asks what became of deliveries."""

    keys: tuple[Key, ...] = Field(min_length=1, max_length=MAX_ITEMS)


class ItemStatus(BaseModel):
    """How far one delivery is: `settled` is durably processed, so that the terminal may delete its copy."""

    model_config = ConfigDict(frozen=True)

    key: str
    state: Literal["unknown", "accepted", "settled", "rejected"]
    digest: str | None = None
    reason: Reason | None = None
    platform_number: str | None = None
    business_status: BusinessStatus | None = None
    settled_at: AwareDatetime | None = None


class StatusReply(Reply):
    """The states, in the order of the keys."""

    purpose: ClassVar[str] = "kiosk-status-v1"
    items: tuple[ItemStatus, ...]


class ProgressEvent(BaseModel):
    """One line of a case's history."""

    model_config = ConfigDict(frozen=True)

    at: AwareDatetime
    status: BusinessStatus


class CaseProgress(BaseModel):
    """A case without anything that names a person."""

    model_config = ConfigDict(frozen=True)

    number: str
    platform_number: str
    service: str
    status: BusinessStatus
    timeline: tuple[ProgressEvent, ...]
    """Oldest first."""


class ProgressRequest(Request):
    """Asks for a case by either of its numbers."""

    number: Number


class ProgressReply(Reply):
    """The case, or None when no case has the number."""

    purpose: ClassVar[str] = "kiosk-progress-v1"
    case: CaseProgress | None


class RatingRequest(Request):
    """One rating (好差评) of one case, by either of its numbers."""

    number: Number
    satisfaction: Satisfaction


class RatingReply(Reply):
    """`already_rated`: the first rating stands."""

    purpose: ClassVar[str] = "kiosk-rating-v1"
    result: Literal["recorded", "already_rated", "unknown_case"]


class Heartbeat(Request):
    """How a terminal is: counts and codes, nothing of any case. Which terminal it is says the request's signature."""

    built: date | None
    """The day on which its release was built; None when it runs from its source."""
    waiting: int = Field(ge=0)
    """Transactions that are not delivered, with those set aside."""
    set_aside: int = Field(ge=0)
    """Of these, rejected or parked: a person has to look."""
    oldest_seconds: int | None = Field(ge=0)
    """Age of the oldest that waits to be sent; None when none does."""
    last_accepted: AwareDatetime | None
    """When the platform accepted something of it last; None when nothing since its start."""
    free_bytes: int = Field(ge=0)
    """On the disk of its queue."""
    clock_quality: ClockQuality
    """How far its clock can be believed."""
    clock_ahead: int | None
    """Seconds by which the clock of its main board is ahead of the platform's; None when not known."""
    refused: tuple[Word, ...] = Field(max_length=20)
    """Codes of why it takes no new work, such as `disk`; empty when it takes any."""
    unusable: tuple[Word, ...] = Field(max_length=20)
    """Those of its devices that cannot be used now, such as `receipt_printer`."""


class HeartbeatReply(Reply):
    """It is kept, in place of the one before."""

    purpose: ClassVar[str] = "kiosk-heartbeat-v1"


class TimeReply(Reply):
    """The platform is there, and this is its time."""

    purpose: ClassVar[str] = "kiosk-time-v1"


class SealingKey(BaseModel):
    """A public key to which terminals seal payloads."""

    model_config = ConfigDict(frozen=True)

    id: str
    suite: str = Suite.HPKE
    """How payloads are sealed to it: `offline_cache.sealing.Suite`. A terminal passes over a key whose suite it does
    not know, so that a province may add one before every terminal can use it."""
    public: Bytes
    """X25519: 32 bytes. SM2: the uncompressed point, 65 bytes."""
    not_before: AwareDatetime
    not_after: AwareDatetime
    """No new payload is sealed to it later; the platform keeps the private key for at least a year more."""
    demo: bool = False
    """A key whose private half is in everybody's hands."""


class KeyRing(Signable):
    """The platform's sealing keys; it answers no single request, and a terminal keeps it as a file."""

    purpose: ClassVar[str] = "kiosk-key-ring-v1"
    version: int = Field(default=1, ge=1)
    """One more with every change. A terminal takes no ring whose version is lower than that of the one it has."""
    issued: AwareDatetime
    keys: tuple[SealingKey, ...] = Field(min_length=1)

    @property
    def usable(self) -> tuple[SealingKey, ...]:
        """The keys whose suite this release knows, the newest last."""
        known = (key for key in self.keys if key.suite in set(Suite))
        return tuple(sorted(known, key=lambda key: key.not_before))

    def current(self, now: datetime) -> SealingKey | None:
        """Return the newest usable key that is valid now, or None."""
        valid = [key for key in self.usable if key.not_before <= now <= key.not_after]
        return valid[-1] if valid else None


class Applicant(BaseModel):
    """Who applies, as read or typed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    id_type: str = Field(pattern=r"^\d{3}$")
    """GA/T 2000.156: 111 is the resident identity card."""
    id_number: str = Field(min_length=1, max_length=30)
    how: Literal["card", "social_card", "typed"]


class Material(BaseModel):
    """One material (材料) of a case: what the attachment at the same place of the header's list is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(pattern=r"^[a-z0-9_-]{1,40}$")
    """Which of the service's materials it is, by the service pack."""
    media_type: Literal["image/jpeg", "image/png", "application/pdf"]


Form: TypeAlias = dict[str, JsonValue]


class CasePayload(BaseModel):
    """What is inside the seal: one case as the citizen handed it in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    service: str = Field(pattern=SERVICE_PATTERN)
    version: Literal[1] = 1
    form: Form = Field(min_length=1)
    applicant: Applicant | None
    """None when the case is anonymous."""
    division: str = Field(pattern=r"^\d{12}$")
    """Administrative division of the terminal."""
    materials: tuple[Material, ...] = Field(default=(), max_length=MAX_ATTACHMENTS)
    """One for each attachment, in their order."""
