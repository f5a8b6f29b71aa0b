# SPDX-License-Identifier: GPL-3.0-or-later
"""The application of a travel document on an emulated chip (ICAO 9303): it opens by basic access control only.

It does its own cryptography and lays out its own files, so that a mistake of the driver's is not its own mistake too.
Put one into the hand of `drivers.smart_card.emulator.Emulator`. Never part of a terminal's build.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes

from drivers.smart_card.emulator import ATR_T1, Request
from drivers.travel_document.invented import InventedDocument

SELECT = b"\x00\xa4"
CHALLENGE = b"\x00\x84"
AUTHENTICATE = b"\x00\x82"
READ = b"\x0c\xb0"

_APPLICATION = bytes.fromhex("A0000002471001")
_OIDS = {"sha1": "2B0E03021A", "sha256": "608648016503040201", "sha512": "608648016503040203", "none": "2A03"}


class TravelDocumentChip:
    """A chip of an invented document.

    `digest` names the hash of its security object: sha1, sha256, sha512, `none` for one that nobody knows, or None for
    a chip without such an object. `challenges` False is a chip that wants another way in.
    """

    atr = ATR_T1

    def __init__(
        self,
        document: InventedDocument,
        *,
        digest: str | None = "sha256",
        challenges: bool = True,
        chance: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._chance = chance
        self._challenges = challenges
        self._seed = hashlib.sha1(_information(document).encode(), usedforsecurity=False).digest()[:16]
        groups = {0x0101: _group_1(document), 0x0102: _group_2(document), 0x010B: _group_11(document)}
        self.files = {0x011E: _contents(), **groups}
        """By file id; a test may write something else."""
        if digest is not None:
            self.files[0x011D] = _security_object(digest, groups)
        self.forges = False
        """Seals its answers wrongly, as a chip would that does not know the key."""
        self.reset()

    def reset(self) -> None:
        """See `Chip.reset`."""
        self._in_application = False
        self._asked: bytes | None = None
        self._keys: tuple[bytes, bytes] | None = None
        self._count = 0
        self._file: bytes | None = None

    def obey(self, request: Request) -> tuple[bytes, int]:
        """See `Chip.obey`."""
        if request.cla == 0x0C:
            return self._obey_sealed(request)
        if request.cla != 0x00:
            return b"", 0x6E00
        if request.ins == 0xA4 and request.p1 == 0x04:
            self._in_application = request.data == _APPLICATION
            return b"", 0x9000 if self._in_application else 0x6A82
        if not self._in_application:
            return b"", 0x6985
        if request.ins == 0x84 and self._challenges:
            self._asked = self._chance(8)
            return self._asked, 0x9000
        if request.ins == 0x82:
            return self._authenticate(request)
        return b"", 0x6982 if request.ins in {0xA4, 0xB0} else 0x6D00

    def _authenticate(self, request: Request) -> tuple[bytes, int]:
        encryption, sealing = _key(self._seed, 1), _key(self._seed, 2)
        asked, self._asked = self._asked, None
        cryptogram, seal = request.data[:32], request.data[32:]
        if asked is None or len(request.data) != 40 or _seal(sealing, cryptogram) != seal:
            return b"", 0x6300
        plain = _des3(encryption, cryptogram, decrypt=True)
        if plain[8:16] != asked:
            return b"", 0x6300
        half = self._chance(16)
        answer = _des3(encryption, asked + plain[:8] + half)
        shared = bytes(a ^ b for a, b in zip(plain[16:], half, strict=True))
        self._keys = _key(shared, 1), _key(shared, 2)
        self._count = int.from_bytes(asked[4:] + plain[4:8], "big")
        return answer + _seal(sealing, answer), 0x9000

    def _obey_sealed(self, request: Request) -> tuple[bytes, int]:
        if self._keys is None:
            return b"", 0x6987
        encryption, sealing = self._keys
        self._count += 1
        data, expected = b"", b""
        covered, seal, rest = b"", b"", request.data
        while rest:
            tag, length = rest[0], rest[1]
            at = 2
            if length == 0x81:
                length, at = rest[2], 3
            value, element, rest = rest[at : at + length], rest[: at + length], rest[at + length :]
            if tag == 0x8E:
                seal = value
                continue
            covered += element
            if tag == 0x87:
                data = _des3(encryption, value[1:], decrypt=True).rstrip(b"\0")[:-1]
            elif tag == 0x97:
                expected = value
        head = bytes((request.cla, request.ins, request.p1, request.p2)) + b"\x80\0\0\0"
        if _seal(sealing, self._count.to_bytes(8, "big") + head + covered) != seal:
            self._keys = None
            return b"", 0x6988
        plain, verdict = self._obey_plain(request, data, expected)
        body = b""
        if plain:
            padded = plain + b"\x80" + bytes(-(len(plain) + 1) % 8)
            body = _element(0x87, b"\x01" + _des3(encryption, padded))
        body += _element(0x99, verdict.to_bytes(2, "big"))
        self._count += 1
        seal = _seal(sealing, self._count.to_bytes(8, "big") + body)
        return body + _element(0x8E, bytes(8) if self.forges else seal), 0x9000

    def _obey_plain(self, request: Request, data: bytes, expected: bytes) -> tuple[bytes, int]:
        if request.ins == 0xA4:
            self._file = self.files.get(int.from_bytes(data, "big"))
            return b"", 0x9000 if self._file is not None else 0x6A82
        if request.ins == 0xB0 and self._file is not None:
            at = request.p1 << 8 | request.p2
            count = expected[0] or 256 if expected else 0
            piece = self._file[at : at + count]
            return piece, 0x9000 if piece else 0x6B00
        return b"", 0x6D00


def _information(document: InventedDocument) -> str:
    """Number, birth and expiry, each with the check digit that is printed behind it."""
    zone = document.zone.replace("\n", "")
    parts = (document.number.ljust(9, "<"), document.birth, document.expiry)
    return "".join(part + zone[zone.index(part) + len(part)] for part in parts)


def _contents() -> bytes:
    return _element(0x60, _element(0x5F01, b"0107") + _element(0x5F36, b"040000") + _element(0x5C, b"\x61\x75\x6b"))


def _group_1(document: InventedDocument) -> bytes:
    return _element(0x61, _element(0x5F1F, document.zone.replace("\n", "").encode()))


def _group_2(document: InventedDocument) -> bytes:
    points = 1
    face = (20 + 8 * points + 12 + len(document.picture)).to_bytes(4, "big") + points.to_bytes(2, "big") + bytes(14)
    face += bytes(8 * points) + bytes(12) + document.picture
    record = b"FAC\x00010\x00" + (14 + len(face)).to_bytes(4, "big") + b"\x00\x01" + face
    template = _element(0x7F60, _element(0xA1, bytes.fromhex("8702010188020008")) + _element(0x5F2E, record))
    return _element(0x75, _element(0x7F61, _element(0x02, b"\x01") + template))


def _group_11(document: InventedDocument) -> bytes:
    body = _element(0x5F0E, document.full_name.encode()) + _element(0x5F2B, document.full_birth.encode())
    tags = bytes.fromhex("5F0E5F2B")
    if document.personal_number:
        body += _element(0x5F10, document.personal_number.encode())
        tags += bytes.fromhex("5F10")
    return _element(0x6B, _element(0x5C, tags) + body)


def _security_object(digest: str, groups: dict[int, bytes]) -> bytes:
    """Without a signature: nobody has the key of a state, and the driver says that it looks at none."""
    algorithm = _element(0x30, _element(0x06, bytes.fromhex(_OIDS[digest])))
    listed = b"".join(
        _element(0x30, _element(0x02, bytes((name & 0xFF,))) + _element(0x04, _hash(digest, content)))
        for name, content in groups.items()
    )
    hashes = _element(0x30, _element(0x02, b"\0") + algorithm + _element(0x30, listed))
    content = _element(0x30, _element(0x06, bytes.fromhex("678108010101")) + _element(0xA0, _element(0x04, hashes)))
    signed = _element(0x30, _element(0x02, b"\x03") + _element(0x31, algorithm) + content + _element(0x31, b""))
    return _element(0x77, _element(0x30, _element(0x06, bytes.fromhex("2A864886F70D010702")) + _element(0xA0, signed)))


def _hash(digest: str, content: bytes) -> bytes:
    return bytes(20) if digest == "none" else hashlib.new(digest, content, usedforsecurity=False).digest()


def _element(tag: int, value: bytes) -> bytes:
    name = tag.to_bytes(2, "big") if tag > 0xFF else bytes((tag,))
    count = len(value)
    if count < 128:
        return name + bytes((count,)) + value
    if count < 256:
        return name + bytes((0x81, count)) + value
    return name + b"\x82" + count.to_bytes(2, "big") + value


def _key(seed: bytes, purpose: int) -> bytes:
    digest = bytearray(hashlib.sha1(seed + bytes((0, 0, 0, purpose)), usedforsecurity=False).digest()[:16])
    for at, byte in enumerate(digest):
        if bin(byte).count("1") % 2 == 0:
            digest[at] = byte ^ 1
    return bytes(digest)


def _des3(key: bytes, data: bytes, *, decrypt: bool = False) -> bytes:
    cipher = Cipher(TripleDES(key + key[:8]), modes.CBC(bytes(8)))
    work = cipher.decryptor() if decrypt else cipher.encryptor()
    return work.update(data) + work.finalize()


def _seal(key: bytes, data: bytes) -> bytes:
    """Retail MAC, block by block: single DES with the first half, and both halves on the last block."""
    padded = data + b"\x80" + bytes(-(len(data) + 1) % 8)
    one = Cipher(TripleDES(key[:8] * 3), modes.ECB())  # noqa: S305 - the standard's checksum is made of single blocks
    state = bytes(8)
    for at in range(0, len(padded) - 8, 8):
        block = bytes(a ^ b for a, b in zip(state, padded[at : at + 8], strict=True))
        state = one.encryptor().update(block)
    last = bytes(a ^ b for a, b in zip(state, padded[-8:], strict=True))
    return Cipher(TripleDES(key + key[:8]), modes.ECB()).encryptor().update(last)  # noqa: S305
