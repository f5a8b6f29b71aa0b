# SPDX-License-Identifier: GPL-3.0-or-later
"""The suites that a platform's key may be of."""

from enum import StrEnum
from typing import Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from offline_cache.sealing import hpke, sm4_gcm, sm_envelope


class Suite(StrEnum):
    """How payloads are sealed to a key, by the name that the contract has for it."""

    HPKE = "hpke-x25519-sha256-aes-256-gcm"
    """HPKE (RFC 9180), base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM."""
    SM = "sm2-sm4-gcm"
    """国密: an SM2 envelope (GB/T 32918.4, with SM3) over SM4-GCM."""


class Recipient(Protocol):
    """A public key that something is sealed to."""

    def seal(self, plaintext: bytes, info: bytes) -> bytes:
        """The sealed bytes, which open only together with the same `info`."""


class ContentCipher(Protocol):
    """An authenticated cipher under one key: 12 bytes of nonce, a tag of 16 bytes at the end."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Ciphertext and tag."""

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """The plaintext. Raises `cryptography.exceptions.InvalidTag`."""


def recipient(suite: Suite, public_key: bytes) -> Recipient:
    """The public key of a suite. Raises ValueError for bytes that are none."""
    return sm_envelope.Recipient(public_key) if suite is Suite.SM else hpke.Recipient(public_key)


def content_key_size(suite: Suite) -> int:
    """Bytes of a key for `content_cipher`."""
    return sm4_gcm.KEY_SIZE if suite is Suite.SM else 32


def content_cipher(suite: Suite, key: bytes) -> ContentCipher:
    """AES-256-GCM or SM4-GCM: the cipher inside the suite, for content that is too long to be sealed in one piece."""
    return sm4_gcm.Sm4Gcm(key) if suite is Suite.SM else AESGCM(key)
