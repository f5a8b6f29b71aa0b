# SPDX-License-Identifier: GPL-3.0-or-later
"""Seals and signs on the terminal; verifies and opens on the platform."""

from datetime import datetime

import msgspec
from cryptography.exceptions import InvalidSignature

from offline_cache.packing import Packing, pack
from offline_cache.sealing import hpke, sm_envelope
from offline_cache.sealing.keys import OpeningKey, SigningKey, VerifyingKey
from offline_cache.sealing.sealed import Header, SealBroken, Sealed, encode_header, signed_bytes
from offline_cache.sealing.sm2 import Sm2PrivateKey
from offline_cache.sealing.suites import ContentCipher, Suite, content_cipher, recipient

_INFO_LABEL = b"kiosk sealed header 1\0"


class PlatformKey(msgspec.Struct, frozen=True, kw_only=True):
    """A public key of the platform that payloads are sealed to."""

    id: str
    public_key: bytes
    """X25519: 32 raw bytes. SM2: the uncompressed point, 65 bytes."""
    not_after: datetime
    """From this moment on no new work may begin under this key; the platform can still open what is sealed to it."""
    suite: Suite = Suite.HPKE


class Sealer:
    """Seals payloads to one platform key and signs them with the terminal's key. Safe to share between threads.

    Raises ValueError for a public key that is none of the key's suite.
    """

    def __init__(self, key: PlatformKey, terminal_key: SigningKey) -> None:
        self.key = key
        self._recipient = recipient(key.suite, key.public_key)
        self._terminal_key = terminal_key

    def pack(self, payload: bytes) -> tuple[bytes, Packing]:
        """The payload as it is to be sealed, and how it was packed, for the header."""
        return pack(payload)

    def seal(self, header: Header, payload: bytes) -> Sealed:
        """Seal in memory; nothing is written anywhere. Raises ValueError when the header names another key."""
        if header.platform_key != self.key.id:
            raise ValueError("the header names another platform key")
        head = encode_header(header)
        ciphertext = self._recipient.seal(payload, _INFO_LABEL + head)
        return Sealed.signed_by(self._terminal_key.sign, head, ciphertext)

    def wrap(self, secret: bytes, info: bytes) -> bytes:
        """Seal a short secret, such as an attachment's content key, bound to `info`; `unwrap` opens it."""
        return self._recipient.seal(secret, info)

    def content_cipher(self, key: bytes) -> ContentCipher:
        """The key's suite's cipher for long content under a key of one's own, `content_key_size(suite)` bytes."""
        return content_cipher(self.key.suite, key)


def verify(terminal_public: VerifyingKey, sealed: Sealed) -> Header:
    """The header, once the terminal's signature holds over header and ciphertext. Raises SealBroken otherwise."""
    try:
        terminal_public.verify(sealed.signature, signed_bytes(sealed.header, sealed.ciphertext))
    except InvalidSignature as error:
        raise SealBroken("the terminal's signature does not hold") from error
    return sealed.read_header()


def open_sealed(private_key: OpeningKey, sealed: Sealed) -> bytes:
    """The payload, on the platform's side. Raises SealBroken for another key or altered bytes.

    It does not look at the terminal's signature: call `verify` first.
    """
    return unwrap(private_key, sealed.ciphertext, _INFO_LABEL + sealed.header)


def unwrap(private_key: OpeningKey, wrapped: bytes, info: bytes) -> bytes:
    """The secret that `Sealer.wrap` sealed. Raises SealBroken for another key, other bytes or another `info`."""
    if isinstance(private_key, Sm2PrivateKey):
        return sm_envelope.open_envelope(private_key, wrapped, info)
    return hpke.open_ciphertext(private_key, wrapped, info)


def suite_of(private_key: OpeningKey) -> Suite:
    """The suite whose ciphertexts this key opens."""
    return Suite.SM if isinstance(private_key, Sm2PrivateKey) else Suite.HPKE
