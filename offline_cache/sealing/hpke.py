# SPDX-License-Identifier: GPL-3.0-or-later
"""The default suite: HPKE in base mode (RFC 9180) with X25519, HKDF-SHA256 and AES-256-GCM."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from offline_cache.sealing.sealed import SealBroken

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class Recipient:
    """A platform's X25519 key, 32 bytes. Raises ValueError for other bytes."""

    def __init__(self, public_key: bytes) -> None:
        self._public_key = X25519PublicKey.from_public_bytes(public_key)

    def seal(self, plaintext: bytes, info: bytes) -> bytes:
        """HPKE's encapsulated key (32 bytes), then the ciphertext with its tag; `info` is HPKE's."""
        return _SUITE.encrypt(plaintext, self._public_key, info=info)


def open_ciphertext(private_key: X25519PrivateKey, ciphertext: bytes, info: bytes) -> bytes:
    """What `Recipient.seal` sealed. Raises SealBroken."""
    try:
        return _SUITE.decrypt(ciphertext, private_key, info=info)
    except (InvalidTag, ValueError) as error:
        raise SealBroken("this key does not open it") from error
