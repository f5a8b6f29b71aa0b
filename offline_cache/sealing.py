# SPDX-License-Identifier: GPL-3.0-or-later
"""Sealing: a transaction's payload goes to disk only as bytes that the platform alone can open.

HPKE in base mode (RFC 9180) with X25519, HKDF-SHA256 and AES-256-GCM. The header stays readable, since the platform
sorts and answers by it; it is bound to the ciphertext through HPKE's `info`, so neither can be swapped. The terminal's
Ed25519 key (RFC 8032) signs header and ciphertext together. The terminal holds no key that opens what it sealed.
"""

import hashlib
from datetime import datetime
from typing import Literal

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from offline_cache.clock import ClockQuality

HEADER_VERSION = 1

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_INFO_LABEL = b"kiosk sealed header 1\0"
_SIGNATURE_LABEL = b"kiosk sealed transaction 1\0"


class SealBroken(ValueError):  # noqa: N818 - a state of the thing, not of the reader
    """The sealed bytes are malformed, altered, signed by another key, or meant for another private key."""


class PlatformKey(msgspec.Struct, frozen=True, kw_only=True):
    """A public key of the platform that payloads are sealed to."""

    id: str
    public_key: bytes
    """X25519, 32 raw bytes."""
    not_after: datetime
    """From this moment on no new work may begin under this key; the platform can still open what is sealed to it."""


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
    """The id of the platform key that opens the ciphertext."""
    compression: Literal["zlib"] | None = None
    """How the payload was packed before it was sealed (`offline_cache.packing`); None: as it is."""
    attachments: tuple[Attached, ...] = ()
    """In the order in which the payload speaks of them."""
    case_id: str | None = None
    """A UUID that the transactions of one case share, which then arrive in their order; None: it stands alone."""
    case_sequence: int | None = None
    """This transaction's place in its case, from 1."""


class Sealed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One sealed transaction, exact to the byte; on the wire it is JSON with base64 fields."""

    header: bytes
    """The header's canonical bytes, kept as they were signed."""
    ciphertext: bytes
    """HPKE's encapsulated key (32 bytes), then the ciphertext with its tag."""
    signature: bytes
    """Ed25519, 64 bytes, over header and ciphertext."""

    @property
    def digest(self) -> str:
        """SHA-256 in hex over what is signed: the name of these bytes in acceptances."""
        return hashlib.sha256(_signed_bytes(self.header, self.ciphertext)).hexdigest()

    def to_wire(self) -> bytes:
        """JSON with base64 fields."""
        return msgspec.json.encode(self)

    @classmethod
    def from_wire(cls, wire: bytes) -> "Sealed":
        """Read what `to_wire` wrote. Raises SealBroken when it has another form; no key is checked yet."""
        try:
            return msgspec.json.decode(wire, type=cls)
        except msgspec.DecodeError as error:
            raise SealBroken("not a sealed transaction") from error

    def read_header(self) -> Header:
        """The header's fields. Raises SealBroken when its bytes are not a header in canonical form."""
        try:
            header = msgspec.json.decode(self.header, type=Header)
        except msgspec.DecodeError as error:
            raise SealBroken("not a header") from error
        if encode_header(header) != self.header:
            raise SealBroken("a header that is not in canonical form")
        return header


class Sealer:
    """Seals payloads to one platform key and signs them with the terminal's key. Safe to share between threads."""

    def __init__(self, key: PlatformKey, terminal_key: Ed25519PrivateKey) -> None:
        self.key = key
        self._public_key = X25519PublicKey.from_public_bytes(key.public_key)
        self._terminal_key = terminal_key

    def seal(self, header: Header, payload: bytes) -> Sealed:
        """Seal in memory; nothing is written anywhere. Raises ValueError when the header names another key."""
        if header.platform_key != self.key.id:
            raise ValueError("the header names another platform key")
        head = encode_header(header)
        ciphertext = _SUITE.encrypt(payload, self._public_key, info=_INFO_LABEL + head)
        signature = self._terminal_key.sign(_signed_bytes(head, ciphertext))
        return Sealed(header=head, ciphertext=ciphertext, signature=signature)

    def wrap(self, secret: bytes, info: bytes) -> bytes:
        """Seal a short secret, such as an attachment's content key, bound to `info`; `unwrap` opens it."""
        return _SUITE.encrypt(secret, self._public_key, info=info)


def verify(terminal_public: Ed25519PublicKey, sealed: Sealed) -> Header:
    """The header, once the terminal's signature holds over header and ciphertext. Raises SealBroken otherwise."""
    try:
        terminal_public.verify(sealed.signature, _signed_bytes(sealed.header, sealed.ciphertext))
    except InvalidSignature as error:
        raise SealBroken("the terminal's signature does not hold") from error
    return sealed.read_header()


def open_sealed(private_key: X25519PrivateKey, sealed: Sealed) -> bytes:
    """The payload, on the platform's side. Raises SealBroken for another key or altered bytes.

    It does not look at the terminal's signature: call `verify` first.
    """
    try:
        return _SUITE.decrypt(sealed.ciphertext, private_key, info=_INFO_LABEL + sealed.header)
    except (InvalidTag, ValueError) as error:
        raise SealBroken("this key does not open it") from error


def unwrap(private_key: X25519PrivateKey, wrapped: bytes, info: bytes) -> bytes:
    """The secret that `Sealer.wrap` sealed. Raises SealBroken for another key, other bytes or another `info`."""
    try:
        return _SUITE.decrypt(wrapped, private_key, info=info)
    except (InvalidTag, ValueError) as error:
        raise SealBroken("this key does not open it") from error


def encode_header(header: Header) -> bytes:
    """The one canonical form of a header."""
    return msgspec.json.encode(header)


def _signed_bytes(header: bytes, ciphertext: bytes) -> bytes:
    """Header and ciphertext under a label of their own, with the header's length, so that no boundary can move."""
    return _SIGNATURE_LABEL + len(header).to_bytes(4, "big") + header + ciphertext
