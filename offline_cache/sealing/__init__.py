# SPDX-License-Identifier: GPL-3.0-or-later
"""Sealing: a transaction's payload goes to disk only as bytes that the platform alone can open.

The header stays readable, since the platform sorts and answers by it; it is bound to the ciphertext, so neither can be
swapped. The terminal's key signs header and ciphertext together. The terminal holds no key that opens what it sealed.

A province has one of two suites, as the platform's key says that the terminal is given: HPKE (RFC 9180), or the
Chinese algorithms SM2, SM3 and SM4. docs/platform.md has both byte by byte.
"""

from offline_cache.sealing.keys import (
    OpeningKey,
    SigningKey,
    VerifyingKey,
    load_private_pem,
    load_public_pem,
    new_opening_key,
    new_signing_key,
    private_pem,
    public_pem,
    suite_of_signer,
    verifying_key,
)
from offline_cache.sealing.sealed import HEADER_VERSION, Attached, Header, SealBroken, Sealed, encode_header
from offline_cache.sealing.sealer import PlatformKey, Sealer, open_sealed, suite_of, unwrap, verify
from offline_cache.sealing.sm2 import Sm2Missing, Sm2PrivateKey, Sm2PublicKey
from offline_cache.sealing.suites import ContentCipher, Suite, content_cipher, content_key_size

__all__ = [
    "HEADER_VERSION",
    "Attached",
    "ContentCipher",
    "Header",
    "OpeningKey",
    "PlatformKey",
    "SealBroken",
    "Sealed",
    "Sealer",
    "SigningKey",
    "Sm2Missing",
    "Sm2PrivateKey",
    "Sm2PublicKey",
    "Suite",
    "VerifyingKey",
    "content_cipher",
    "content_key_size",
    "encode_header",
    "load_private_pem",
    "load_public_pem",
    "new_opening_key",
    "new_signing_key",
    "open_sealed",
    "private_pem",
    "public_pem",
    "suite_of",
    "suite_of_signer",
    "unwrap",
    "verify",
    "verifying_key",
]
