# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys of either suite, and how they lie in files: PKCS #8 and SubjectPublicKeyInfo in PEM (RFC 5208, RFC 5480).

`cryptography` reads Ed25519 and X25519; SM2 keys are read here, in the form that OpenSSL writes them.
"""

import base64
import binascii
import re
import textwrap
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from offline_cache.sealing.sm2 import POINT_SIZE, SCALAR_SIZE, Sm2PrivateKey, Sm2PublicKey
from offline_cache.sealing.suites import Suite

SigningKey: TypeAlias = Ed25519PrivateKey | Sm2PrivateKey
VerifyingKey: TypeAlias = Ed25519PublicKey | Sm2PublicKey
OpeningKey: TypeAlias = X25519PrivateKey | Sm2PrivateKey

# DER of keys on the curve sm2p256v1 (1.2.156.10197.1.301, GB/T 35276): every length in it is fixed.
_ALGORITHM = bytes.fromhex("301306072a8648ce3d020106082a811ccf5501822d")
_PRIVATE_HEAD = bytes.fromhex("308187020100") + _ALGORITHM + bytes.fromhex("046d306b0201010420")
_PRIVATE_MIDDLE = bytes.fromhex("a144034200")
_PUBLIC_HEAD = bytes.fromhex("3059") + _ALGORITHM + bytes.fromhex("034200")


def new_signing_key(suite: Suite) -> SigningKey:
    """A fresh key that a terminal, or a platform's root, signs with in a province of this suite."""
    return Sm2PrivateKey.generate() if suite is Suite.SM else Ed25519PrivateKey.generate()


def new_opening_key(suite: Suite) -> OpeningKey:
    """A fresh key that a platform opens with."""
    return Sm2PrivateKey.generate() if suite is Suite.SM else X25519PrivateKey.generate()


def suite_of_signer(key: SigningKey) -> Suite:
    """The suite of the province whose keys are of this kind."""
    return Suite.SM if isinstance(key, Sm2PrivateKey) else Suite.HPKE


def verifying_key(raw: bytes) -> VerifyingKey:
    """The public key of these raw bytes: Ed25519 has 32, SM2 65. Raises ValueError."""
    return Sm2PublicKey.from_public_bytes(raw) if len(raw) == POINT_SIZE else Ed25519PublicKey.from_public_bytes(raw)


def private_pem(key: SigningKey | OpeningKey) -> bytes:
    """PKCS #8 in PEM, without a password."""
    if isinstance(key, Sm2PrivateKey):
        point = key.public_key().public_bytes_raw()
        return _armour("PRIVATE KEY", _PRIVATE_HEAD + key.private_bytes_raw() + _PRIVATE_MIDDLE + point)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_pem(key: VerifyingKey) -> bytes:
    """SubjectPublicKeyInfo in PEM."""
    if isinstance(key, Sm2PublicKey):
        return _armour("PUBLIC KEY", _PUBLIC_HEAD + key.public_bytes_raw())
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def load_private_pem(pem: bytes) -> object:
    """The private key of a file: of one of our kinds, or of another that `cryptography` knows. Raises ValueError."""
    der = _der(pem, "PRIVATE KEY")
    if der.startswith(_PRIVATE_HEAD):
        scalar, rest = der[len(_PRIVATE_HEAD) :][:SCALAR_SIZE], der[len(_PRIVATE_HEAD) + SCALAR_SIZE :]
        if not rest.startswith(_PRIVATE_MIDDLE):
            raise ValueError("an SM2 key without its public half")
        return Sm2PrivateKey(scalar, Sm2PublicKey.from_public_bytes(rest.removeprefix(_PRIVATE_MIDDLE)))
    try:
        return load_pem_private_key(pem, password=None)
    except (TypeError, ValueError):
        raise ValueError("no private key in PEM without a password") from None


def load_public_pem(pem: bytes) -> object:
    """The public key of a file: of one of our kinds, or of another that `cryptography` knows. Raises ValueError."""
    der = _der(pem, "PUBLIC KEY")
    if der.startswith(_PUBLIC_HEAD):
        return Sm2PublicKey.from_public_bytes(der.removeprefix(_PUBLIC_HEAD))
    try:
        return load_pem_public_key(pem)
    except ValueError:
        raise ValueError("no public key in PEM") from None


def _armour(label: str, der: bytes) -> bytes:
    lines = textwrap.wrap(base64.b64encode(der).decode(), 64)
    return "\n".join((f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", "")).encode()


def _der(pem: bytes, label: str) -> bytes:
    found = re.search(rb"-----BEGIN %b-----([A-Za-z0-9+/=\s]+)-----END %b-----" % (2 * (label.encode(),)), pem)
    try:
        return base64.b64decode(b"".join(found[1].split()), validate=True) if found else b""
    except binascii.Error:
        return b""
