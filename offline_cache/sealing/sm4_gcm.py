# SPDX-License-Identifier: GPL-3.0-or-later
"""SM4-GCM (GB/T 32907 in GCM, as in RFC 8998) with the interface of `cryptography`'s AESGCM."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

KEY_SIZE = 16
NONCE_SIZE = 12
TAG_SIZE = 16


class Sm4Gcm:
    """One SM4 key. A nonce must never come twice under it."""

    def __init__(self, key: bytes) -> None:
        self._cipher = SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """The ciphertext, then the tag of 16 bytes."""
        encryptor = Cipher(self._cipher, GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(associated_data or b"")
        return encryptor.update(data) + encryptor.finalize() + encryptor.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """The plaintext. Raises InvalidTag when anything was altered."""
        if len(data) < TAG_SIZE:
            raise InvalidTag
        decryptor = Cipher(self._cipher, GCM(nonce, data[-TAG_SIZE:])).decryptor()
        decryptor.authenticate_additional_data(associated_data or b"")
        return decryptor.update(data[:-TAG_SIZE]) + decryptor.finalize()
