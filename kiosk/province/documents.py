# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of the contract that is about sealed documents: a certificate for a person, and the original of a code.

Both carry personal data in the open, inside TLS: a live platform is never asked without it.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import ClassVar, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from kiosk.province.contract import BASE, Bytes, Key, Reply, Request
from kiosk.province.verification_code import PATTERN

CERTIFICATES = f"{BASE}/certificates"
ORIGINALS = f"{BASE}/originals"


class CertificateKind(Enum):
    """What the platform certifies."""

    INSURANCE_RECORD = "insurance-record"
    """社会保险参保证明."""
    CONTRIBUTION_PROOF = "contribution-proof"
    """基本养老保险参保缴费凭证."""
    NO_CRIMINAL_RECORD = "no-criminal-record"
    """无犯罪记录证明."""


class IdentifiedPerson(BaseModel):
    """Somebody who has shown a card at the terminal; a number that was only typed proves nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: str = Field(min_length=1, max_length=100, repr=False)
    id_type: str = Field(pattern=r"^\d{3}$")
    """GA/T 2000.156: 111 is the resident identity card."""
    id_number: str = Field(min_length=1, max_length=30, repr=False)
    how: Literal["card", "social_card"]


class CertificateRequest(Request):
    """Asks for a certificate. The same key again gets the same document, so that a lost reply costs nothing."""

    key: Key
    kind: CertificateKind
    person: IdentifiedPerson
    purpose: str = Field(min_length=1, max_length=30)
    """What it is for, as it stands on the certificate."""


class SealedDocument(BaseModel):
    """A document as it was sealed, and the state of its seal."""

    model_config = ConfigDict(frozen=True)

    code: str
    """Its verification code."""
    kind: CertificateKind
    title: str
    office: str
    issued_at: AwareDatetime
    state: Literal["valid", "revoked"]
    revoked_at: datetime | None = None
    pdf: Bytes = Field(repr=False)
    """The bytes that were sealed: PDF/A-2b with a PAdES signature."""


class CertificateReply(Reply):
    """`no_record`: there is nothing to certify. `counter`: the office looks at this one itself, at its counter."""

    purpose: ClassVar[str] = "kiosk-certificate-v1"
    result: Literal["sealed", "no_record", "counter"]
    document: SealedDocument | None = None


class OriginalRequest(Request):
    """Asks for the original behind a verification code."""

    code: str = Field(pattern=PATTERN)


class OriginalReply(Reply):
    """The original, or None when no document has the code."""

    purpose: ClassVar[str] = "kiosk-original-v1"
    document: SealedDocument | None
