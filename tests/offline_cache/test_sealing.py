# SPDX-License-Identifier: GPL-3.0-or-later
import base64
from datetime import UTC, datetime

import msgspec
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

from offline_cache.clock import ClockQuality
from offline_cache.sealing import (
    Header,
    PlatformKey,
    SealBroken,
    Sealed,
    Sealer,
    Suite,
    content_cipher,
    content_key_size,
    encode_header,
    load_private_pem,
    load_public_pem,
    new_opening_key,
    new_signing_key,
    open_sealed,
    private_pem,
    public_pem,
    suite_of,
    verify,
    verifying_key,
)
from tests.offline_cache import sm2_by_hand
from tests.offline_cache.hpke_by_hand import rfc9180_open

PLATFORM = {suite: new_opening_key(suite) for suite in Suite}
TERMINAL = {suite: new_signing_key(suite) for suite in Suite}
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


@pytest.fixture(scope="module")
def sealers() -> dict[Suite, Sealer]:
    def sealer(suite: Suite) -> Sealer:
        public = PLATFORM[suite].public_key().public_bytes_raw()
        not_after = datetime(2027, 11, 21, tzinfo=UTC)
        return Sealer(PlatformKey(id="2026-a", public_key=public, not_after=not_after, suite=suite), TERMINAL[suite])

    return {suite: sealer(suite) for suite in Suite}


@pytest.fixture(params=Suite)
def suite(request: pytest.FixtureRequest) -> Suite:
    return Suite(request.param)


@pytest.fixture
def sealer(sealers: dict[Suite, Sealer], suite: Suite) -> Sealer:
    return sealers[suite]


@pytest.fixture
def sealed(sealer: Sealer) -> Sealed:
    return sealer.seal(HEADER, PAYLOAD)


def test_the_platform_opens_what_was_sealed(sealed: Sealed, suite: Suite) -> None:
    """The citizen's words would be lost: nobody could read them."""
    received = Sealed.from_wire(sealed.to_wire())
    assert received == sealed
    assert verify(TERMINAL[suite].public_key(), received) == HEADER
    assert open_sealed(PLATFORM[suite], received) == PAYLOAD


def test_an_empty_payload_is_sealed_too(sealer: Sealer, suite: Suite) -> None:
    """A service without a form could not be handed in."""
    assert open_sealed(PLATFORM[suite], sealer.seal(HEADER, b"")) == b""


def test_the_header_has_one_canonical_form(sealed: Sealed) -> None:
    """Another implementation of the platform could not check a header by the published form."""
    assert sealed.header == (
        b'{"version":1,"key":"0b9e6f0a-8c1f-4f0e-9b64-5a1c9d6f2e11","number":"44520137604912000183",'
        b'"service":"report-12345","created_at":"2026-11-21T08:30:00.000Z","clock_quality":"confirmed",'
        b'"terminal":"4452-0137","platform_key":"2026-a"}'
    )


@pytest.mark.parametrize("of", Suite)
def test_another_private_key_opens_nothing(sealed: Sealed, of: Suite) -> None:
    """A stolen key of some other terminal or platform would open this citizen's words."""
    with pytest.raises(SealBroken):
        open_sealed(new_opening_key(of), sealed)


@pytest.mark.parametrize("of", Suite)
def test_another_terminals_key_does_not_verify(sealed: Sealed, of: Suite) -> None:
    """Anybody could send in a terminal's name."""
    with pytest.raises(SealBroken):
        verify(new_signing_key(of).public_key(), sealed)


@pytest.mark.parametrize("field", ["header", "ciphertext", "signature"])
def test_one_flipped_bit_breaks_the_signature(sealed: Sealed, suite: Suite, field: str) -> None:
    """Bytes altered on disk or on the way would pass for the citizen's."""
    bytes_ = bytearray(getattr(sealed, field))
    bytes_[len(bytes_) // 2] ^= 1
    with pytest.raises(SealBroken):
        verify(TERMINAL[suite].public_key(), msgspec.structs.replace(sealed, **{field: bytes(bytes_)}))


@pytest.mark.parametrize("end", ["start", "middle", "end", "cut", "empty"])
def test_altered_ciphertext_does_not_open(sealed: Sealed, suite: Suite, end: str) -> None:
    """The platform would act on words that the citizen never said, or stumble over them."""
    ciphertext = bytearray(sealed.ciphertext)
    place = {"start": 1, "middle": len(ciphertext) // 2, "end": -1}.get(end)
    if place is not None:
        ciphertext[place] ^= 1
    altered = {"cut": ciphertext[:40], "empty": b""}.get(end, ciphertext)
    with pytest.raises(SealBroken):
        open_sealed(PLATFORM[suite], msgspec.structs.replace(sealed, ciphertext=bytes(altered)))


def test_a_swapped_header_does_not_open_even_when_signed(sealed: Sealed, suite: Suite) -> None:
    """One citizen's words could be filed under another's number by whoever holds the terminal's key."""
    other = encode_header(msgspec.structs.replace(HEADER, number="44520137604912000192"))
    forged = msgspec.structs.replace(sealed, header=other)
    with pytest.raises(SealBroken):
        open_sealed(PLATFORM[suite], forged)


def test_the_boundary_between_header_and_ciphertext_cannot_move(sealed: Sealed, suite: Suite) -> None:
    """The same signature would stand for a different header."""
    moved = msgspec.structs.replace(
        sealed, header=sealed.header[:-1], ciphertext=sealed.header[-1:] + sealed.ciphertext
    )
    with pytest.raises(SealBroken):
        verify(TERMINAL[suite].public_key(), moved)
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


def test_hpke_bytes_are_rfc_9180(sealers: dict[Suite, Sealer]) -> None:
    """A platform in another language could not open what the terminal sealed."""
    sealed = sealers[Suite.HPKE].seal(HEADER, PAYLOAD)
    enc, ciphertext = sealed.ciphertext[:32], sealed.ciphertext[32:]
    info = b"kiosk sealed header 1\0" + sealed.header
    platform = PLATFORM[Suite.HPKE]
    assert isinstance(platform, X25519PrivateKey)
    assert rfc9180_open(platform, enc, ciphertext, info=info, aad=b"", aead=2) == PAYLOAD
    with pytest.raises(InvalidTag):
        rfc9180_open(platform, enc, ciphertext, info=info + b" ", aad=b"", aead=2)


def test_sm_bytes_are_an_sm2_envelope_over_sm4_gcm(sealers: dict[Suite, Sealer]) -> None:
    """A province's cryptographic module could not open what the terminal sealed."""
    sealed = sealers[Suite.SM].seal(HEADER, PAYLOAD)
    wrapped, nonce, ciphertext = sealed.ciphertext[:113], sealed.ciphertext[113:125], sealed.ciphertext[125:]
    key = sm2_by_hand.decrypted(wrapped, int.from_bytes(PLATFORM[Suite.SM].private_bytes_raw(), "big"))
    assert len(key) == 16
    decryptor = Cipher(SM4(key), GCM(nonce, ciphertext[-16:])).decryptor()
    decryptor.authenticate_additional_data(b"kiosk sealed header 1\0" + sealed.header)
    assert decryptor.update(ciphertext[:-16]) + decryptor.finalize() == PAYLOAD


def test_an_sm_signature_is_sm2_over_sm3(sealers: dict[Suite, Sealer]) -> None:
    """A province's cryptographic module could not tell who sealed."""
    sealed = sealers[Suite.SM].seal(HEADER, PAYLOAD)
    point = TERMINAL[Suite.SM].public_key().public_bytes_raw()
    public = int.from_bytes(point[1:33], "big"), int.from_bytes(point[33:], "big")
    length = len(sealed.header).to_bytes(4, "big")
    signed = b"kiosk sealed transaction 1\0" + length + sealed.header + sealed.ciphertext
    assert sm2_by_hand.holds(sealed.signature, signed, public)


@pytest.mark.parametrize("suite", Suite)
def test_keys_come_back_from_their_files(suite: Suite) -> None:
    """A terminal or a platform could not start again."""
    signing, opening = new_signing_key(suite), new_opening_key(suite)
    for key in (signing, opening):
        loaded = load_private_pem(private_pem(key))
        assert isinstance(loaded, type(key))
        assert loaded.private_bytes_raw() == key.private_bytes_raw()
    public = load_public_pem(public_pem(signing.public_key()))
    assert isinstance(public, type(signing.public_key()))
    assert public.public_bytes_raw() == signing.public_key().public_bytes_raw()
    verifying_key(public.public_bytes_raw()).verify(signing.sign(b"data"), b"data")
    assert suite_of(opening) is suite


@pytest.mark.parametrize("pem", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_file_that_is_no_key_is_refused(pem: bytes) -> None:
    """Enrolment would end in a crash instead of the name of the file that is wrong."""
    with pytest.raises(ValueError, match=r"key|curve"):
        load_private_pem(pem)
    with pytest.raises(ValueError, match=r"key|curve"):
        load_public_pem(pem.replace(b"PRIVATE", b"PUBLIC"))


def test_a_damaged_sm2_file_is_refused() -> None:
    """Half a key would be taken for a whole one."""
    der = base64.b64decode(b"".join(private_pem(new_signing_key(Suite.SM)).split(b"\n")[1:-2]))
    for damaged in (der[:-1], der[:70], der + b"\0", der[:68] + b"\0" + der[69:], der[:-1] + bytes([der[-1] ^ 1])):
        pem = b"-----BEGIN PRIVATE KEY-----\n" + base64.b64encode(damaged) + b"\n-----END PRIVATE KEY-----\n"
        with pytest.raises(ValueError, match=r"key|curve"):
            load_private_pem(pem)


@pytest.mark.parametrize("suite", Suite)
def test_content_ciphers_refuse_what_was_altered(suite: Suite) -> None:
    """A picture that somebody changed on the disk would be filed as the citizen's."""
    cipher = content_cipher(suite, bytes(content_key_size(suite)))
    sealed = cipher.encrypt(bytes(12), b"content", b"bound")
    assert cipher.decrypt(bytes(12), sealed, b"bound") == b"content"
    for data, bound in (
        (sealed[:-1], b"bound"),
        (sealed[:5], b"bound"),
        (sealed, b"other"),
        (b"\0" + sealed[1:], b"bound"),
    ):
        with pytest.raises(InvalidTag):
            cipher.decrypt(bytes(12), data, bound)
