# SPDX-License-Identifier: GPL-3.0-or-later
import hmac
from datetime import UTC, datetime

import msgspec
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from offline_cache.clock import ClockQuality
from offline_cache.sealing import Header, PlatformKey, SealBroken, Sealed, Sealer, encode_header, open_sealed, verify

PLATFORM = X25519PrivateKey.from_private_bytes(bytes(range(32)))
TERMINAL = Ed25519PrivateKey.from_private_bytes(bytes(range(32, 64)))
HEADER = Header(
    version=1,
    key="0b9e6f0a-8c1f-4f0e-9b64-5a1c9d6f2e11",
    number="44520137604912000183",
    service="report-12345",
    created_at="2026-11-21T08:30:00.000Z",
    clock_quality=ClockQuality.CONFIRMED,
    terminal="4452-0137",
    platform_key="2026-a",
)
PAYLOAD = "村口路灯坏了".encode()


@pytest.fixture
def sealer() -> Sealer:
    key = PlatformKey(
        id="2026-a",
        public_key=PLATFORM.public_key().public_bytes_raw(),
        not_after=datetime(2027, 11, 21, tzinfo=UTC),
    )
    return Sealer(key, TERMINAL)


@pytest.fixture
def sealed(sealer: Sealer) -> Sealed:
    return sealer.seal(HEADER, PAYLOAD)


def test_the_platform_opens_what_was_sealed(sealed: Sealed) -> None:
    """The citizen's words would be lost: nobody could read them."""
    received = Sealed.from_wire(sealed.to_wire())
    assert received == sealed
    assert verify(TERMINAL.public_key(), received) == HEADER
    assert open_sealed(PLATFORM, received) == PAYLOAD


def test_the_header_has_one_canonical_form(sealed: Sealed) -> None:
    """Another implementation of the platform could not check a header by the published form."""
    assert sealed.header == (
        b'{"version":1,"key":"0b9e6f0a-8c1f-4f0e-9b64-5a1c9d6f2e11","number":"44520137604912000183",'
        b'"service":"report-12345","created_at":"2026-11-21T08:30:00.000Z","clock_quality":"confirmed",'
        b'"terminal":"4452-0137","platform_key":"2026-a"}'
    )


def test_another_private_key_opens_nothing(sealed: Sealed) -> None:
    """A stolen key of some other terminal or platform would open this citizen's words."""
    with pytest.raises(SealBroken):
        open_sealed(X25519PrivateKey.generate(), sealed)


def test_another_terminals_key_does_not_verify(sealed: Sealed) -> None:
    """Anybody could send in a terminal's name."""
    with pytest.raises(SealBroken):
        verify(Ed25519PrivateKey.generate().public_key(), sealed)


@pytest.mark.parametrize("field", ["header", "ciphertext", "signature"])
def test_one_flipped_bit_breaks_the_signature(sealed: Sealed, field: str) -> None:
    """Bytes altered on disk or on the way would pass for the citizen's."""
    bytes_ = bytearray(getattr(sealed, field))
    bytes_[len(bytes_) // 2] ^= 1
    with pytest.raises(SealBroken):
        verify(TERMINAL.public_key(), msgspec.structs.replace(sealed, **{field: bytes(bytes_)}))


def test_a_swapped_header_does_not_open_even_when_signed(sealer: Sealer, sealed: Sealed) -> None:
    """One citizen's words could be filed under another's number by whoever holds the terminal's key."""
    other = encode_header(msgspec.structs.replace(HEADER, number="44520137604912000192"))
    forged = msgspec.structs.replace(sealed, header=other)
    with pytest.raises(SealBroken):
        open_sealed(PLATFORM, forged)


def test_the_boundary_between_header_and_ciphertext_cannot_move(sealed: Sealed) -> None:
    """The same signature would stand for a different header."""
    moved = msgspec.structs.replace(
        sealed, header=sealed.header[:-1], ciphertext=sealed.header[-1:] + sealed.ciphertext
    )
    with pytest.raises(SealBroken):
        verify(TERMINAL.public_key(), moved)
    assert moved.digest != sealed.digest


def test_a_header_in_another_spelling_is_refused(sealed: Sealed) -> None:
    """Two spellings of one header would be two digests of one transaction."""
    with pytest.raises(SealBroken, match="canonical"):
        msgspec.structs.replace(sealed, header=sealed.header.replace(b":", b": ", 1)).read_header()


def test_sealing_under_the_wrong_key_id_is_refused(sealer: Sealer) -> None:
    """The platform would look for the wrong private key and find the words unreadable."""
    with pytest.raises(ValueError, match="another platform key"):
        sealer.seal(msgspec.structs.replace(HEADER, platform_key="2025-z"), PAYLOAD)


@pytest.mark.parametrize("wire", [b"", b"[]", b"{}", b'{"header":"!","ciphertext":"","signature":""}'])
def test_malformed_wire_bytes_are_refused(wire: bytes) -> None:
    """The platform's endpoint would fail with a crash instead of an answer."""
    with pytest.raises(SealBroken):
        Sealed.from_wire(wire)


# An independent reading of RFC 9180, to hold the library against: first proved on the RFC's own vector.


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


RFC_A1_PRIVATE = X25519PrivateKey.from_private_bytes(
    bytes.fromhex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8")
)
RFC_A1_ENC = bytes.fromhex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431")
RFC_A1_INFO = bytes.fromhex("4f6465206f6e2061204772656369616e2055726e")
RFC_A1_CIPHERTEXT = bytes.fromhex(
    "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a"
)


def test_the_reading_of_the_rfc_opens_its_vector() -> None:
    """The next test would hold the library against a wrong reading: RFC 9180, appendix A.1.1."""
    opened = rfc9180_open(RFC_A1_PRIVATE, RFC_A1_ENC, RFC_A1_CIPHERTEXT, info=RFC_A1_INFO, aad=b"Count-0", aead=1)
    assert opened == b"Beauty is truth, truth beauty"


def test_sealed_bytes_are_rfc_9180(sealed: Sealed) -> None:
    """A platform in another language could not open what the terminal sealed."""
    enc, ciphertext = sealed.ciphertext[:32], sealed.ciphertext[32:]
    info = b"kiosk sealed header 1\0" + sealed.header
    assert rfc9180_open(PLATFORM, enc, ciphertext, info=info, aad=b"", aead=2) == PAYLOAD
    with pytest.raises(InvalidTag):
        rfc9180_open(PLATFORM, enc, ciphertext, info=info + b" ", aad=b"", aead=2)
