# SPDX-License-Identifier: GPL-3.0-or-later
"""Basic access control (BAC) and the secure messaging that it begins (ICAO 9303-11, 4.3 and 9.8)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable

from drivers.smart_card.apdu import Answer, Command
from drivers.travel_document.mrz import AccessKey
from drivers.travel_document.secrecy import (
    BLOCK,
    Forged,
    check,
    checksum,
    decrypt,
    encrypt,
    key_for_checksums,
    key_for_encryption,
    pad,
    unpad,
)
from drivers.travel_document.tlv import MalformedData, elements, encode

Ask = Callable[[Command], Answer]
Chance = Callable[[int], bytes]
"""Returns so many bytes that nobody can foresee."""

_DATA, _EXPECTED, _STATUS, _CHECKSUM = 0x87, 0x97, 0x99, 0x8E
_PLAIN_PADDED = b"\x01"
"""In front of encrypted data: it was padded before."""


class Refused(Exception):  # noqa: N818
    """The chip did not accept the key. `sw` is its verdict."""

    def __init__(self, sw: int) -> None:
        super().__init__(f"refused with {sw:04X}")
        self.sw = sw


class NoAccessControl(Refused):
    """The chip does not know basic access control; it may want PACE."""


class Session:
    """A conversation that nobody else understands. One command at a time: both sides count them.

    Every command carries data or expects some.
    """

    def __init__(self, encryption: bytes, checksums: bytes, count: bytes) -> None:
        self._encryption = encryption
        self._checksums = checksums
        self._count = int.from_bytes(count, "big")

    def protect(self, command: Command) -> Command:
        """Return the command as it goes over the air."""
        cla = command.cla | 0x0C
        head = bytes((cla, command.ins, command.p1, command.p2))
        body = b""
        if command.data:
            body += encode(_DATA, _PLAIN_PADDED + encrypt(self._encryption, pad(command.data)))
        if command.le is not None:
            body += encode(_EXPECTED, bytes((command.le % 256,)))
        seal = checksum(self._checksums, pad(self._counted() + pad(head) + body))
        return Command(cla, command.ins, command.p1, command.p2, body + encode(_CHECKSUM, seal), 256)

    def open(self, answer: Answer) -> Answer:
        """Return the answer as the chip meant it; raises `Forged` when it is not from our chip, or not to this."""
        parts: dict[int, bytes] = {}
        covered = b""
        try:
            for tag, value in elements(answer.data):
                if tag != _CHECKSUM:
                    covered += encode(tag, value)
                parts[tag] = value
        except MalformedData:
            raise Forged("not built as an answer") from None
        if _CHECKSUM not in parts or len(parts.get(_STATUS, b"")) != 2:
            raise Forged("an answer without its checksum")
        check(self._checksums, pad(self._counted() + covered), parts[_CHECKSUM])
        data = b""
        if _DATA in parts:
            if parts[_DATA][:1] != _PLAIN_PADDED:
                raise Forged("data of an unknown kind")
            data = unpad(decrypt(self._encryption, parts[_DATA][1:]))
        return Answer(data, int.from_bytes(parts[_STATUS], "big"))

    def ask(self, ask: Ask, command: Command) -> Answer:
        """Send a command and return the answer to it; raises `Forged`, and what `ask` raises."""
        return self.open(ask(self.protect(command)))

    def _counted(self) -> bytes:
        self._count = (self._count + 1) % (1 << 8 * BLOCK)
        return self._count.to_bytes(BLOCK, "big")


def begin(ask: Ask, key: AccessKey, chance: Chance = secrets.token_bytes) -> Session:
    """Prove to the chip that the document lies open before us, and it to us that it knows that too.

    Raises `Refused`, `NoAccessControl`, `Forged`, and what `ask` raises.
    """
    seed = hashlib.sha1(key.information.encode(), usedforsecurity=False).digest()[:16]
    encryption, checksums = key_for_encryption(seed), key_for_checksums(seed)
    challenge = ask(Command(0x00, 0x84, 0x00, 0x00, le=BLOCK))
    if not challenge.ok or len(challenge.data) != BLOCK:
        raise NoAccessControl(challenge.sw)
    theirs = challenge.data
    ours, our_half = chance(BLOCK), chance(16)
    sent = encrypt(encryption, ours + theirs + our_half)
    proof = ask(Command(0x00, 0x82, 0x00, 0x00, sent + checksum(checksums, pad(sent)), le=40))
    if not proof.ok:
        raise Refused(proof.sw)
    if len(proof.data) != 40:
        raise Forged("a proof of the wrong length")
    check(checksums, pad(proof.data[:32]), proof.data[32:])
    told = decrypt(encryption, proof.data[:32])
    if told[:16] != theirs + ours:
        raise Forged("a proof for another conversation")
    shared = bytes(one ^ other for one, other in zip(our_half, told[16:], strict=True))
    return Session(key_for_encryption(shared), key_for_checksums(shared), theirs[4:] + ours[4:])
