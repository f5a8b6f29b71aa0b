# SPDX-License-Identifier: GPL-3.0-or-later
"""HPKE read from RFC 9180 and written plainly, to hold the library against, which takes no additional data."""

import hmac

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def hkdf_extract(salt: bytes, key: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), key, "sha256")


def hkdf_expand(key: bytes, info: bytes, length: int) -> bytes:
    out = block = b""
    for counter in range(1, -(-length // 32) + 1):
        block = hmac.digest(key, block + info + bytes([counter]), "sha256")
        out += block
    return out[:length]


def rfc9180_open(
    private: X25519PrivateKey, enc: bytes, ciphertext: bytes, *, info: bytes, aad: bytes, aead: int
) -> bytes:
    """Base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-GCM: RFC 9180 §4 and §5, first message."""

    def labeled_extract(suite: bytes, salt: bytes, label: bytes, key: bytes) -> bytes:
        return hkdf_extract(salt, b"HPKE-v1" + suite + label + key)

    def labeled_expand(suite: bytes, key: bytes, label: bytes, context: bytes, length: int) -> bytes:
        return hkdf_expand(key, length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + context, length)

    kem = b"KEM" + (0x20).to_bytes(2, "big")
    suite = b"HPKE" + (0x20).to_bytes(2, "big") + (1).to_bytes(2, "big") + aead.to_bytes(2, "big")
    exchanged = private.exchange(X25519PublicKey.from_public_bytes(enc))
    context = enc + private.public_key().public_bytes_raw()
    shared = labeled_expand(kem, labeled_extract(kem, b"", b"eae_prk", exchanged), b"shared_secret", context, 32)
    schedule = (
        b"\0" + labeled_extract(suite, b"", b"psk_id_hash", b"") + labeled_extract(suite, b"", b"info_hash", info)
    )
    secret = labeled_extract(suite, shared, b"secret", b"")
    key = labeled_expand(suite, secret, b"key", schedule, {1: 16, 2: 32}[aead])
    nonce = labeled_expand(suite, secret, b"base_nonce", schedule, 12)
    return AESGCM(key).decrypt(nonce, ciphertext, aad)
