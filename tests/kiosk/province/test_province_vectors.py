# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/sealed-vectors.json is what the code reads, and docs/platform.md says byte by byte what stands in it.

If these fail, a province that writes its own platform from the document cannot open what its citizens hand in.
"""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

from kiosk.province.contract import CasePayload, KeyRing
from kiosk.province.envelope import open_envelope
from offline_cache.sealing import Sealed, Suite, open_sealed, suite_of, verify, verifying_key
from tests.offline_cache import sm2_by_hand
from tests.offline_cache.hpke_by_hand import rfc9180_open
from tests.offline_cache.sealed_vectors import opening_key

DOCS = Path(__file__).parents[3] / "docs"
VECTORS: list[dict[str, Any]] = json.loads((DOCS / "sealed-vectors.json").read_text(encoding="utf-8"))
each = pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["suite"]))


def test_there_is_one_for_each_suite() -> None:
    """A suite without a vector is a suite that nobody else can write."""
    assert [vector["suite"] for vector in VECTORS] == list(Suite)


@each
def test_the_code_reads_the_vector(vector: dict[str, Any]) -> None:
    """What lies sealed on disks all over the province could no longer be opened."""
    sealed = Sealed.from_wire(json.dumps(vector["sealed"]).encode())
    key = opening_key(Suite(vector["suite"]))
    assert suite_of(key) == vector["suite"]
    assert key.private_bytes_raw().hex() == vector["platform_private"]
    header = verify(verifying_key(bytes.fromhex(vector["terminal_public"])), sealed)
    assert sealed.header.decode() == vector["header"]
    assert header.platform_key == "2026-a"
    assert open_sealed(key, sealed).decode() == vector["payload"]
    assert sealed.digest == vector["digest"]
    CasePayload.model_validate_json(vector["payload"])
    ring = json.dumps(vector["key_ring"]).encode()
    held = open_envelope(KeyRing, ring, verifying_key(bytes.fromhex(vector["root_public"])))
    assert (held.version, held.keys[0].public.hex()) == (3, vector["platform_public"])


@each
def test_the_vector_opens_as_the_document_says(vector: dict[str, Any]) -> None:
    """With none of the code: the steps of docs/platform.md, in its words."""
    header, ciphertext, signature = (base64.b64decode(vector["sealed"][name]) for name in vector["sealed"])
    info = b"kiosk sealed header 1\0" + header
    signed = b"kiosk sealed transaction 1\0" + len(header).to_bytes(4, "big") + header + ciphertext
    assert hashlib.sha256(signed).hexdigest() == vector["digest"]
    private, public = bytes.fromhex(vector["platform_private"]), bytes.fromhex(vector["terminal_public"])
    envelope = vector["key_ring"]
    told = f"kiosk-key-ring-v1\n{envelope['signed']}".encode()
    root, own = bytes.fromhex(vector["root_public"]), vector["request"]
    messages = [
        (public, signed, signature),
        (public, own["signed"].encode(), base64.b64decode(own["signature"])),
        (root, told, base64.b64decode(envelope["signature"])),
    ]
    if vector["suite"] == Suite.HPKE:
        key = X25519PrivateKey.from_private_bytes(private)
        payload = rfc9180_open(key, ciphertext[:32], ciphertext[32:], info=info, aad=b"", aead=2)
        for signer, message, made in messages:
            Ed25519PublicKey.from_public_bytes(signer).verify(made, message)
    else:
        content_key = sm2_by_hand.decrypted(ciphertext[:113], int.from_bytes(private, "big"))
        opener = Cipher(SM4(content_key), GCM(ciphertext[113:125], ciphertext[-16:])).decryptor()
        opener.authenticate_additional_data(info)
        payload = opener.update(ciphertext[125:-16]) + opener.finalize()
        for signer, message, made in messages:
            point = int.from_bytes(signer[1:33], "big"), int.from_bytes(signer[33:], "big")
            assert sm2_by_hand.holds(made, message, point)
    assert payload.decode() == vector["payload"]
