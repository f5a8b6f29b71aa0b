# SPDX-License-Identifier: GPL-3.0-or-later
"""SM2 keys: signatures (GB/T 32918.2, with SM3 and the default identity) and encryption (GB/T 32918.4).

The curve's arithmetic is GmSSL's, through `gmssl-pyx`; SM3 and DER are `cryptography`'s. The classes have the interface
of `cryptography`'s keys, so that a signing key is used alike whatever its kind. Raw forms are fixed in length:
a scalar has 32 bytes, a point 65 (04, x, y), a signature 64 (r, s), a ciphertext 97 more than its plaintext
(C1: a point, C3: 32 bytes, C2).
"""

from __future__ import annotations

import functools
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SM3, Hash

SCALAR_SIZE = 32
POINT_SIZE = 1 + 2 * SCALAR_SIZE
SIGNATURE_SIZE = 2 * SCALAR_SIZE
CIPHERTEXT_OVERHEAD = POINT_SIZE + 32
MOST_PLAINTEXT = 255
"""Bytes that GmSSL encrypts at once; we encrypt keys."""

DEFAULT_IDENTITY = b"1234567812345678"
"""Of the signer, where parties have agreed on none (GB/T 35276)."""

_UNCOMPRESSED = b"\x04"
_CURVE = bytes.fromhex(
    "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC"
    "28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93"
    "32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7"
    "BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0"
)
"""a, b, and the base point's x and y (GB/T 32918.5)."""


class Sm2Missing(ValueError):  # noqa: N818 - says what is wrong with this machine
    """A key of SM2 is at hand, and this machine has no library for it."""


@functools.cache
def _gmssl() -> Any:
    """The library, which only provinces of the Chinese suite need and which has wheels for x86-64 only."""
    try:
        import gmssl_pyx  # type: ignore[import-untyped]  # noqa: PLC0415
    except ImportError:
        raise Sm2Missing("SM2 needs the package gmssl-pyx, which is not installed on this machine") from None
    return gmssl_pyx


@asn1.sequence
class _Ciphertext:
    """SM2Cipher of GB/T 35276, as GmSSL has it."""

    x: int
    y: int
    c3: bytes
    c2: bytes


class Sm2PublicKey:
    """A point on the curve."""

    def __init__(self, x_and_y: bytes) -> None:
        self._point = x_and_y

    @classmethod
    def from_public_bytes(cls, raw: bytes) -> Sm2PublicKey:
        """The key of an uncompressed point. Raises ValueError when it is none, or not on the curve."""
        gmssl = _gmssl()
        if len(raw) != POINT_SIZE or not raw.startswith(_UNCOMPRESSED):
            raise ValueError("an SM2 public key is 04 and two coordinates, 65 bytes")
        try:
            return cls(gmssl.normalize_sm2_public_key(raw))
        except gmssl.GmsslInnerError:
            raise ValueError("the point is not on the SM2 curve") from None

    def public_bytes_raw(self) -> bytes:
        """04, x, y: 65 bytes."""
        return _UNCOMPRESSED + self._point

    def verify(self, signature: bytes, data: bytes) -> None:
        """Return when the signature holds. Raises InvalidSignature."""
        gmssl = _gmssl()
        if len(signature) != SIGNATURE_SIZE:
            raise InvalidSignature
        r, s = (int.from_bytes(half, "big") for half in (signature[:SCALAR_SIZE], signature[SCALAR_SIZE:]))
        try:
            holds = gmssl.sm2_verify(self._point, data, encode_dss_signature(r, s), DEFAULT_IDENTITY)
        except gmssl.GmsslInnerError:
            raise InvalidSignature from None
        if not holds:
            raise InvalidSignature

    def encrypt(self, plaintext: bytes) -> bytes:
        """C1, C3, C2. Takes 1 to `MOST_PLAINTEXT` bytes."""
        parts = asn1.decode_der(_Ciphertext, _gmssl().sm2_encrypt(self._point, plaintext))
        return _UNCOMPRESSED + _coordinate(parts.x) + _coordinate(parts.y) + parts.c3 + parts.c2

    def identity_digest(self) -> bytes:
        """Z of GB/T 32918.2: SM3 over the default identity, the curve and this point."""
        bits = (8 * len(DEFAULT_IDENTITY)).to_bytes(2, "big")
        return _sm3(bits + DEFAULT_IDENTITY + _CURVE + self._point)


class Sm2PrivateKey:
    """A scalar with the public key that belongs to it. Raises ValueError when it does not."""

    def __init__(self, scalar: bytes, public_key: Sm2PublicKey) -> None:
        if len(scalar) != SCALAR_SIZE:
            raise ValueError("an SM2 private key has 32 bytes")
        self._scalar = scalar
        self._public_key = public_key
        try:
            public_key.verify(self.sign(b""), b"")
        except (InvalidSignature, _gmssl().GmsslInnerError):
            raise ValueError("the two halves of the SM2 key do not belong together") from None

    @classmethod
    def generate(cls) -> Sm2PrivateKey:
        """A fresh key."""
        point, scalar = _gmssl().sm2_key_generate()
        return cls(scalar, Sm2PublicKey(point))

    def public_key(self) -> Sm2PublicKey:
        """The public half."""
        return self._public_key

    def private_bytes_raw(self) -> bytes:
        """The scalar, 32 bytes."""
        return self._scalar

    def sign(self, data: bytes) -> bytes:
        """r and s, 64 bytes."""
        # GmSSL's `sm2_sign` prepares 32 nonces for one signature; the digest's way takes a sixth of its time.
        digest = _sm3(self._identity_digest + data)
        r, s = decode_dss_signature(_gmssl().sm2_sign_sm3_digest(self._scalar, digest))
        return _coordinate(r) + _coordinate(s)

    def decrypt(self, ciphertext: bytes) -> bytes:
        """The plaintext of C1, C3, C2. Raises ValueError for another key's, or altered bytes."""
        gmssl = _gmssl()
        if not (CIPHERTEXT_OVERHEAD < len(ciphertext) <= CIPHERTEXT_OVERHEAD + MOST_PLAINTEXT):
            raise ValueError("no SM2 ciphertext has this length")
        if not ciphertext.startswith(_UNCOMPRESSED):
            raise ValueError("an SM2 ciphertext begins with an uncompressed point")
        x, y = ciphertext[1 : 1 + SCALAR_SIZE], ciphertext[1 + SCALAR_SIZE : POINT_SIZE]
        parts = _Ciphertext(
            x=int.from_bytes(x, "big"),
            y=int.from_bytes(y, "big"),
            c3=ciphertext[POINT_SIZE:CIPHERTEXT_OVERHEAD],
            c2=ciphertext[CIPHERTEXT_OVERHEAD:],
        )
        try:
            plaintext: bytes = gmssl.sm2_decrypt(self._scalar, asn1.encode_der(parts))
        except gmssl.GmsslInnerError:
            raise ValueError("this key does not open it") from None
        return plaintext

    @functools.cached_property
    def _identity_digest(self) -> bytes:
        return self._public_key.identity_digest()


def _coordinate(number: int) -> bytes:
    return number.to_bytes(SCALAR_SIZE, "big")


def _sm3(data: bytes) -> bytes:
    digest = Hash(SM3())
    digest.update(data)
    return digest.finalize()
