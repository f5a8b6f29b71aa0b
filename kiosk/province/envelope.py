# SPDX-License-Identifier: GPL-3.0-or-later
"""Signed replies: JSON text and the signature of the platform's root over exactly that text.

The text travels as a string inside JSON, so that a gateway that re-formats JSON on the way breaks nothing and nobody
needs a canonical form. The purpose of a reply is signed with it; one kind of reply never passes for another.
"""

from __future__ import annotations

import base64
import binascii
from typing import ClassVar, TypeVar

from cryptography.exceptions import InvalidSignature
from pydantic import BaseModel, ConfigDict, ValidationError

from offline_cache.sealing import SigningKey, VerifyingKey


class NotAnEnvelope(Exception):  # noqa: N818 - it says what the bytes are
    """The bytes are no signed reply at all: a login page, somebody else's JSON, a truncated body."""


class WrongSignature(Exception):  # noqa: N818 - it says what is wrong
    """A signed reply, but not signed by this platform for this purpose, or signed and yet not as agreed."""


class Signable(BaseModel):
    """Content of a signed reply. Unknown fields are ignored, so that a platform may add some."""

    model_config = ConfigDict(frozen=True)

    purpose: ClassVar[str]
    """What this kind of reply is for, with the version of its form; part of what is signed."""


class Envelope(BaseModel):
    """A signed reply on the wire."""

    model_config = ConfigDict(frozen=True)

    signed: str
    """JSON text of the content."""
    signature: str
    """Base64 of the signature of the platform's root (Ed25519 or SM2) over purpose, line feed, and the UTF-8 bytes of
    `signed`."""


Content = TypeVar("Content", bound=Signable)


def _message(purpose: str, signed: str) -> bytes:
    return f"{purpose}\n{signed}".encode()


def sign_content(content: Signable, key: SigningKey) -> bytes:
    """Return the bytes of the envelope around a content."""
    signed = content.model_dump_json()
    signature = base64.b64encode(key.sign(_message(content.purpose, signed))).decode()
    return Envelope(signed=signed, signature=signature).model_dump_json().encode()


def open_envelope(kind: type[Content], envelope: bytes, root: VerifyingKey) -> Content:
    """Return the content that the platform's root key signed; raises NotAnEnvelope or WrongSignature."""
    try:
        outer = Envelope.model_validate_json(envelope)
    except ValidationError:
        raise NotAnEnvelope("the bytes are no signed reply") from None
    try:
        root.verify(base64.b64decode(outer.signature, validate=True), _message(kind.purpose, outer.signed))
    except (InvalidSignature, binascii.Error):
        raise WrongSignature(f"not signed by the platform as {kind.purpose}") from None
    try:
        return kind.model_validate_json(outer.signed)
    except ValidationError as mistake:
        raise WrongSignature(
            f"signed, but not in the form of {kind.purpose}: {mistake.error_count()} mistakes"
        ) from None
