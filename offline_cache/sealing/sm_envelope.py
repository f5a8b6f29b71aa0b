# SPDX-License-Identifier: GPL-3.0-or-later
"""The suite of Chinese algorithms: a digital envelope (数字信封) of SM2 over SM4-GCM.

A fresh SM4 key is encrypted to the platform's SM2 key (GB/T 32918.4, with SM3 inside), the content under it with
SM4-GCM (GB/T 32907, GB/T 36624). A province's cryptographic module (密码机) opens the one and never gives its private
key away; any library opens the other.

    SM2 ciphertext   113 bytes: C1 (04, x, y), C3 (32 bytes), C2 (16 bytes)
    nonce             12 bytes, random
    ciphertext        as long as the plaintext
    tag               16 bytes
"""

import os

from cryptography.exceptions import InvalidTag

from offline_cache.sealing.sealed import SealBroken
from offline_cache.sealing.sm2 import CIPHERTEXT_OVERHEAD, Sm2PrivateKey, Sm2PublicKey
from offline_cache.sealing.sm4_gcm import KEY_SIZE, NONCE_SIZE, Sm4Gcm

_WRAPPED = CIPHERTEXT_OVERHEAD + KEY_SIZE


class Recipient:
    """A platform's SM2 key, 65 bytes. Raises ValueError for other bytes, or a point that is not on the curve."""

    def __init__(self, public_key: bytes) -> None:
        self._public_key = Sm2PublicKey.from_public_bytes(public_key)

    def seal(self, plaintext: bytes, info: bytes) -> bytes:
        """The envelope; `info` is the additional data that SM4-GCM authenticates."""
        key, nonce = os.urandom(KEY_SIZE), os.urandom(NONCE_SIZE)
        return self._public_key.encrypt(key) + nonce + Sm4Gcm(key).encrypt(nonce, plaintext, info)


def open_envelope(private_key: Sm2PrivateKey, envelope: bytes, info: bytes) -> bytes:
    """What `Recipient.seal` sealed. Raises SealBroken."""
    wrapped, nonce, ciphertext = (
        envelope[:_WRAPPED],
        envelope[_WRAPPED : _WRAPPED + NONCE_SIZE],
        envelope[_WRAPPED + NONCE_SIZE :],
    )
    try:
        return Sm4Gcm(private_key.decrypt(wrapped)).decrypt(nonce, ciphertext, info)
    except (InvalidTag, ValueError) as error:
        raise SealBroken("this key does not open it") from error
