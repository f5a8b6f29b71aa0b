# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes docs/sealed-vectors.json, for whoever writes a platform of his own.

`python -m tests.offline_cache.sealed_vectors > docs/sealed-vectors.json` renews it; sealing and SM2 are random, so that
every run gives other bytes. The keys are known to everybody.
"""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.province.contract import DELIVERIES, KeyRing, SealingKey
from kiosk.province.envelope import sign_content
from kiosk.province.gateway import Call
from offline_cache.clock import ClockQuality
from offline_cache.sealing import (
    Header,
    OpeningKey,
    PlatformKey,
    Sealer,
    SigningKey,
    Sm2PrivateKey,
    Sm2PublicKey,
    Suite,
)
from tests.offline_cache import sm2_by_hand

MADE = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
PAYLOAD = (
    '{"service":"report-12345","version":1,"form":{"kind":"complaint","text":"村口的路灯坏了","place":"村口"},'
    '"applicant":null,"division":"445202003201"}'
)
TIMESTAMP, NONCE = "1700000000", "abcdef1234567890"


def sm2_key(scalar: bytes) -> Sm2PrivateKey:
    point = sm2_by_hand.joined(sm2_by_hand.times(int.from_bytes(scalar, "big"), sm2_by_hand.G))
    return Sm2PrivateKey(scalar, Sm2PublicKey.from_public_bytes(b"\x04" + point))


def opening_key(suite: Suite) -> OpeningKey:
    scalar = bytes(range(32))
    return sm2_key(scalar) if suite is Suite.SM else X25519PrivateKey.from_private_bytes(scalar)


def signing_key(suite: Suite, first: int) -> SigningKey:
    scalar = bytes(range(first, first + 32))
    return sm2_key(scalar) if suite is Suite.SM else Ed25519PrivateKey.from_private_bytes(scalar)


def vector(suite: Suite) -> dict[str, object]:
    """One transaction, one request and one signed reply of a province of this suite."""
    platform, terminal, root = opening_key(suite), signing_key(suite, 32), signing_key(suite, 64)
    public = platform.public_key().public_bytes_raw()
    header = Header(
        version=1,
        key="0b9e6f0a-8c1f-4f0e-9b64-5a1c9d6f2e11",
        number="44520137604912000183",
        service="report-12345",
        created_at="2026-11-21T08:30:00.000Z",
        clock_quality=ClockQuality.CONFIRMED,
        terminal="4452-0137",
        platform_key="2026-a",
    )
    key = PlatformKey(id="2026-a", public_key=public, not_after=MADE + timedelta(days=730), suite=suite)
    sealed = Sealer(key, terminal).seal(header, PAYLOAD.encode())
    call = Call("POST", DELIVERIES, b"{}")
    ring = KeyRing(
        version=3,
        issued=MADE,
        keys=(SealingKey(id=key.id, suite=suite, public=public, not_before=MADE, not_after=key.not_after, demo=True),),
    )
    return {
        "suite": suite,
        "platform_private": platform.private_bytes_raw().hex(),
        "platform_public": public.hex(),
        "terminal_private": terminal.private_bytes_raw().hex(),
        "terminal_public": terminal.public_key().public_bytes_raw().hex(),
        "root_public": root.public_key().public_bytes_raw().hex(),
        "header": sealed.header.decode(),
        "payload": PAYLOAD,
        "sealed": json.loads(sealed.to_wire()),
        "digest": sealed.digest,
        "request": {
            "signed": call.text(TIMESTAMP, NONCE).decode(),
            "signature": base64.b64encode(terminal.sign(call.text(TIMESTAMP, NONCE))).decode(),
        },
        "key_ring": json.loads(sign_content(ring, root)),
    }


if __name__ == "__main__":
    print(json.dumps([vector(suite) for suite in Suite], ensure_ascii=False, indent=2))
