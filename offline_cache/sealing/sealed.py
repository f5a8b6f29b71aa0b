# SPDX-License-Identifier: GPL-3.0-or-later
"""What a sealed transaction consists of: a readable header, a ciphertext, and the terminal's signature over both."""

import hashlib
from collections.abc import Callable
from typing import Literal

import msgspec

from offline_cache.clock import ClockQuality

HEADER_VERSION = 1

_SIGNATURE_LABEL = b"kiosk sealed transaction 1\0"


class SealBroken(ValueError):  # noqa: N818 - a state of the thing, not of the reader
    """The sealed bytes are malformed, altered, signed by another key, or meant for another private key."""


class Attached(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One attachment as the header lists it: what the platform must hold before the transaction is whole."""

    digest: str
    """SHA-256 in hex of its sealed bytes (`offline_cache.attachments.sealed_file`): its name on every way."""
    size: int
    """How many sealed bytes it has."""


class Header(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the platform reads before opening. Nothing in it names a person.

    Its canonical form is JSON with the fields in this order and no spaces; `encode_header` writes it. A field that has
    its default is left out.
    """

    version: int
    key: str
    """Idempotency key: a UUID, the same on every attempt."""
    number: str
    """The terminal's number, 20 digits."""
    service: str
    """The service pack's id, for example report-12345."""
    created_at: str
    """UTC, ISO 8601 with milliseconds and Z."""
    clock_quality: ClockQuality
    terminal: str
    """The terminal's id, for example 4452-0137."""
    platform_key: str
    """The id of the platform key that opens the ciphertext; the key has its suite."""
    compression: Literal["zlib"] | None = None
    """How the payload was packed before it was sealed (`offline_cache.packing`); None: as it is."""
    attachments: tuple[Attached, ...] = ()
    """In the order in which the payload speaks of them."""
    case_id: str | None = None
    """A UUID that the transactions of one case share, which then arrive in their order; None: it stands alone."""
    case_sequence: int | None = None
    """This transaction's place in its case, from 1."""


class Sealed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """One sealed transaction, exact to the byte; on the wire it is JSON with base64 fields."""

    header: bytes
    """The header's canonical bytes, kept as they were signed."""
    ciphertext: bytes
    """What the suite of the platform's key makes of the payload."""
    signature: bytes
    """The terminal's, 64 bytes, over header and ciphertext: Ed25519, or SM2 with SM3."""

    @classmethod
    def signed_by(cls, sign: Callable[[bytes], bytes], header: bytes, ciphertext: bytes) -> "Sealed":
        """Sign header and ciphertext, and take their digest while they are at hand."""
        signed = signed_bytes(header, ciphertext)
        sealed = cls(header=header, ciphertext=ciphertext, signature=sign(signed))
        sealed.__dict__["_digest"] = hashlib.sha256(signed).hexdigest()
        return sealed

    @property
    def digest(self) -> str:
        """SHA-256 in hex over what is signed: the name of these bytes in acceptances. Taken once."""
        known: str | None = self.__dict__.get("_digest")
        if known is None:
            known = hashlib.sha256(signed_bytes(self.header, self.ciphertext)).hexdigest()
            self.__dict__["_digest"] = known
        return known

    def to_wire(self) -> bytes:
        """JSON with base64 fields."""
        return msgspec.json.encode(self)

    @classmethod
    def from_wire(cls, wire: bytes) -> "Sealed":
        """Read what `to_wire` wrote. Raises SealBroken when it has another form; no key is checked yet."""
        try:
            return msgspec.json.decode(wire, type=cls)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise SealBroken("not a sealed transaction") from error

    def read_header(self) -> Header:
        """The header's fields. Raises SealBroken when its bytes are not a header in canonical form."""
        try:
            header = msgspec.json.decode(self.header, type=Header)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise SealBroken("not a header") from error
        if encode_header(header) != self.header:
            raise SealBroken("a header that is not in canonical form")
        return header


def encode_header(header: Header) -> bytes:
    """The one canonical form of a header."""
    return msgspec.json.encode(header)


def signed_bytes(header: bytes, ciphertext: bytes) -> bytes:
    """Header and ciphertext under a label of their own, with the header's length, so that no boundary can move."""
    return _SIGNATURE_LABEL + len(header).to_bytes(4, "big") + header + ciphertext
