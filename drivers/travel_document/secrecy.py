# SPDX-License-Identifier: GPL-3.0-or-later
"""The cryptography of basic access control: two-key Triple DES and its checksum (ICAO 9303-11, 4.3 and 9.8)."""

from __future__ import annotations

import hashlib
import hmac

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes

BLOCK = 8
_NO_IV = bytes(BLOCK)


class Forged(Exception):  # noqa: N818
    """A checksum is not that of whoever knows the key."""


def key_for_encryption(seed: bytes) -> bytes:
    """Return the key for encryption that follows from a seed."""
    return _derived(seed, 1)


def key_for_checksums(seed: bytes) -> bytes:
    """Return the key for checksums that follows from a seed."""
    return _derived(seed, 2)


def encrypt(key: bytes, data: bytes) -> bytes:
    """Encrypt whole blocks."""
    cipher = Cipher(TripleDES(key + key[:BLOCK]), modes.CBC(_NO_IV)).encryptor()
    return cipher.update(data) + cipher.finalize()


def decrypt(key: bytes, data: bytes) -> bytes:
    """Decrypt whole blocks."""
    if len(data) % BLOCK:
        raise Forged("no whole blocks")
    cipher = Cipher(TripleDES(key + key[:BLOCK]), modes.CBC(_NO_IV)).decryptor()
    return cipher.update(data) + cipher.finalize()


def pad(data: bytes) -> bytes:
    """Fill up to whole blocks (ISO/IEC 9797-1 method 2)."""
    return data + b"\x80" + bytes(-(len(data) + 1) % BLOCK)


def unpad(data: bytes) -> bytes:
    """Undo `pad`; raises `Forged`."""
    bare = data.rstrip(b"\0")
    if bare[-1:] != b"\x80":
        raise Forged("no padding")
    return bare[:-1]


def checksum(key: bytes, data: bytes) -> bytes:
    """Return the checksum of padded data (ISO/IEC 9797-1 algorithm 3 with DES)."""
    first, second = key[:BLOCK] * 3, key[BLOCK:] * 3  # three times the same key is single DES
    chain = Cipher(TripleDES(first), modes.CBC(_NO_IV)).encryptor()
    last = (chain.update(data) + chain.finalize())[-BLOCK:]
    back = Cipher(TripleDES(second), modes.CBC(_NO_IV)).decryptor()
    again = Cipher(TripleDES(first), modes.CBC(_NO_IV)).encryptor()
    return again.update(back.update(last)) + again.finalize()


def check(key: bytes, data: bytes, given: bytes) -> None:
    """Raise `Forged` unless `given` is the checksum of the padded data."""
    if not hmac.compare_digest(checksum(key, data), given):
        raise Forged("a wrong checksum")


def _derived(seed: bytes, purpose: int) -> bytes:
    digest = hashlib.sha1(seed + purpose.to_bytes(4, "big"), usedforsecurity=False).digest()[:16]
    return bytes(byte & 0xFE | (byte >> 1).bit_count() % 2 ^ 1 for byte in digest)  # odd parity, as DES has it
