# SPDX-License-Identifier: GPL-3.0-or-later
"""Published test vectors of everything that sealing stands on. Where one fails, no other implementation of the
standard could open what terminals seal, or check what they sign."""

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import ECB

from offline_cache.sealing import (
    Sm2PrivateKey,
    Sm2PublicKey,
    Suite,
    content_cipher,
    load_private_pem,
    load_public_pem,
    private_pem,
    public_pem,
)
from tests.offline_cache import sm2_by_hand as by_hand
from tests.offline_cache.hpke_by_hand import rfc9180_open


def hexadecimal(*pieces: str) -> bytes:
    return bytes.fromhex("".join(pieces))


HPKE_INFO = hexadecimal("4f6465206f6e2061204772656369616e2055726e")
HPKE_VECTORS = {
    "RFC 9180, A.1.1 (AES-128-GCM)": (
        1,
        "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8",
        "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431",
        "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a",
    ),
    # The RFC prints this suite's vector in none of its appendices; it is in the file that belongs to it.
    "RFC 9180's test-vectors.json, mode 0, kem 32, kdf 1, aead 2 (AES-256-GCM)": (
        2,
        "497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d",
        "6c93e09869df3402d7bf231bf540fadd35cd56be14f97178f0954db94b7fc256",
        "e5d84cd531cfb583096e7cfa9641bd3079cf3a91cda813c52deb5f512be9931980a41de125a925cdad859d5b7a",
    ),
}


@pytest.mark.parametrize("source", HPKE_VECTORS)
def test_the_reading_of_hpke_opens_the_published_vectors(source: str) -> None:
    """The reading that `test_sealing` holds the library against would be wrong; it takes no additional data."""
    aead, private, enc, ciphertext = HPKE_VECTORS[source]
    key = X25519PrivateKey.from_private_bytes(hexadecimal(private))
    opened = rfc9180_open(key, hexadecimal(enc), hexadecimal(ciphertext), info=HPKE_INFO, aad=b"Count-0", aead=aead)
    assert opened == b"Beauty is truth, truth beauty"


def test_ed25519_signs_as_published() -> None:
    """RFC 8032, 7.1, test 3."""
    key = Ed25519PrivateKey.from_private_bytes(
        hexadecimal("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7")
    )
    assert key.sign(hexadecimal("af82")) == hexadecimal(
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac",
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    )


@pytest.mark.parametrize(
    ("data", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_digests_as_published(data: bytes, digest: str) -> None:
    """GB/T 32905-2016, annex A, both examples."""
    assert by_hand.sm3(data) == hexadecimal(digest)


def test_sm4_encrypts_as_published() -> None:
    """GB/T 32907-2016, annex A: one block, and the same block a million times over."""
    key = block = hexadecimal("0123456789abcdeffedcba9876543210")
    encryptor = Cipher(SM4(key), ECB()).encryptor()
    once = block = encryptor.update(block)
    for _ in range(1_000_000 - 1):
        block = encryptor.update(block)
    assert once == hexadecimal("681edf34d206965e86b3e94f536e4246")
    assert block == hexadecimal("595298c7c6fd271f0402f804c33d3f66")


def test_sm4_gcm_seals_as_published() -> None:
    """RFC 8998, A.1."""
    cipher = content_cipher(Suite.SM, hexadecimal("0123456789ABCDEFFEDCBA9876543210"))
    nonce = hexadecimal("00001234567800000000ABCD")
    bound = hexadecimal("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    plaintext = b"".join(bytes([value]) * 8 for value in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
    sealed = hexadecimal(
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735",
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D",
        "83DE3541E4C2B58177E065A9BF7B62EC",
    )
    assert cipher.encrypt(nonce, plaintext, bound) == sealed
    assert cipher.decrypt(nonce, sealed, bound) == plaintext


# The examples of GB/T 32918.5-2017, annexes A and C (GM/T 0003.5-2012 has the same), on the recommended curve.

SM2_PRIVATE = hexadecimal("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
SM2_PUBLIC = hexadecimal(
    "04",
    "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020",
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13",
)
SM2_NONCE = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21
SM2_IDENTITY_DIGEST = hexadecimal("B2E14C5C79C6DF5B85F4FE7ED8DB7A262B9DA7E07CCB0EA9F4747B8CCDA8A4F3")
SM2_SIGNATURE = hexadecimal(
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3",
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA",
)
SM2_CIPHERTEXT = hexadecimal(
    "04",
    "04EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73",
    "E858F9D81E5430A57B36DAAB8F950A3C64E6EE6A63094D99283AFF767E124DF0",
    "59983C18F809E262923C53AEC295D30383B54E39D609D160AFCB1908D0BD8766",
    "21886CA989CA9C7D58087307CA93092D651EFA",
)


@pytest.fixture
def published() -> Sm2PrivateKey:
    return Sm2PrivateKey(SM2_PRIVATE, Sm2PublicKey.from_public_bytes(SM2_PUBLIC))


def test_the_reading_of_sm2_gives_the_published_examples() -> None:
    """The library would be held against a wrong reading."""
    private, public = int.from_bytes(SM2_PRIVATE, "big"), by_hand.times(int.from_bytes(SM2_PRIVATE, "big"), by_hand.G)
    assert b"\x04" + by_hand.joined(public) == SM2_PUBLIC
    assert by_hand.times(by_hand.N - 1, by_hand.G) == (by_hand.G[0], by_hand.P - by_hand.G[1])
    assert by_hand.signed(b"message digest", private, SM2_NONCE) == SM2_SIGNATURE
    assert by_hand.holds(SM2_SIGNATURE, b"message digest", public)
    assert by_hand.encrypted(b"encryption standard", public, SM2_NONCE) == SM2_CIPHERTEXT
    assert by_hand.decrypted(SM2_CIPHERTEXT, private) == b"encryption standard"


def test_sm2_verifies_the_published_signature(published: Sm2PrivateKey) -> None:
    """GB/T 32918.5-2017, annex A."""
    public = published.public_key()
    assert public.identity_digest() == SM2_IDENTITY_DIGEST
    public.verify(SM2_SIGNATURE, b"message digest")
    with pytest.raises(InvalidSignature):
        public.verify(SM2_SIGNATURE, b"message digesT")


def test_sm2_opens_the_published_ciphertext(published: Sm2PrivateKey) -> None:
    """GB/T 32918.5-2017, annex C."""
    assert published.decrypt(SM2_CIPHERTEXT) == b"encryption standard"


def test_sm2_signs_and_encrypts_as_the_standard_reads(published: Sm2PrivateKey) -> None:
    """The library's own, random signatures and ciphertexts: others could not use them."""
    public = by_hand.times(int.from_bytes(SM2_PRIVATE, "big"), by_hand.G)
    assert by_hand.holds(published.sign(b"\0" * 3000), b"\0" * 3000, public)
    ciphertext = published.public_key().encrypt(bytes(range(16)))
    assert by_hand.decrypted(ciphertext, int.from_bytes(SM2_PRIVATE, "big")) == bytes(range(16))


def test_sm2_refuses_what_is_not_on_its_curve(published: Sm2PrivateKey) -> None:
    """A point of another curve would give the private key away, piece by piece."""
    with pytest.raises(ValueError, match="not on the SM2 curve"):
        Sm2PublicKey.from_public_bytes(SM2_PUBLIC[:-1] + b"\x14")
    with pytest.raises(ValueError, match="does not open"):
        published.decrypt(SM2_CIPHERTEXT[:64] + b"\xf1" + SM2_CIPHERTEXT[65:])


def test_sm2_refuses_halves_of_two_keys(published: Sm2PrivateKey) -> None:
    """A terminal would sign what nobody can verify, and learn it from the platform's refusals."""
    other = Sm2PrivateKey.generate()
    with pytest.raises(ValueError, match="belong together"):
        Sm2PrivateKey(other.private_bytes_raw(), published.public_key())
    with pytest.raises(ValueError, match="belong together"):
        Sm2PrivateKey(by_hand.raw(by_hand.N), published.public_key())


def test_openssl_reads_our_sm2_keys_and_signatures_and_we_its(tmp_path: Path, published: Sm2PrivateKey) -> None:
    """An operator's tools could neither make a key nor look at one."""
    openssl = shutil.which("openssl")
    assert openssl, "the openssl program is needed"

    def run(*arguments: str | Path) -> None:
        done = subprocess.run([openssl, *arguments], check=False, capture_output=True, text=True, cwd=tmp_path)
        assert done.returncode == 0, done.stderr

    (tmp_path / "ours.pem").write_bytes(private_pem(published))
    run("pkey", "-in", "ours.pem", "-pubout", "-out", "public.pem")
    assert (tmp_path / "public.pem").read_bytes() == public_pem(published.public_key())

    run("genpkey", "-algorithm", "SM2", "-out", "theirs.pem")
    run("pkey", "-in", "theirs.pem", "-pubout", "-out", "theirs-public.pem")
    theirs = load_private_pem((tmp_path / "theirs.pem").read_bytes())
    assert isinstance(theirs, Sm2PrivateKey)
    public = load_public_pem((tmp_path / "theirs-public.pem").read_bytes())
    assert isinstance(public, Sm2PublicKey)
    assert public.public_bytes_raw() == theirs.public_key().public_bytes_raw()
    public.verify(theirs.sign(b"data"), b"data")
