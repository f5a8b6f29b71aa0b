# SPDX-License-Identifier: GPL-3.0-or-later
"""EF.SOD, in which a document's issuer has signed the hashes of its data groups (ICAO 9303-11, 5.1; RFC 5652).

Only the hashes are compared here. Whether the signature is right, and whether it is a state's, is not looked at: that
takes the certificates of the states, which are not part of the terminal.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from drivers.travel_document.tlv import MalformedData, elements, need

_SEQUENCE, _SET, _INTEGER, _OCTETS, _OID = 0x30, 0x31, 0x02, 0x04, 0x06
_HASHES = {
    bytes.fromhex("2B0E03021A"): "sha1",
    bytes.fromhex("608648016503040204"): "sha224",
    bytes.fromhex("608648016503040201"): "sha256",
    bytes.fromhex("608648016503040202"): "sha384",
    bytes.fromhex("608648016503040203"): "sha512",
    bytes.fromhex("2A811CCF55018311"): "sm3",
}


@dataclass(frozen=True, slots=True)
class SecurityObject:
    """The hashes of the data groups."""

    algorithm: str | None
    """Its name in `hashlib`; None for one that is not known here."""
    hashes: Mapping[int, bytes]
    """By number of the group."""

    @property
    def can_check(self) -> bool:
        """Whether these hashes can be computed here."""
        return self.algorithm in hashlib.algorithms_available

    def fits(self, group: int, content: bytes) -> bool:
        """Whether a data group is the one that was signed. False also for one that was never signed."""
        if self.algorithm is None or group not in self.hashes:
            return False
        digest = hashlib.new(self.algorithm, content, usedforsecurity=False).digest()
        return hmac.compare_digest(digest, self.hashes[group])


def parse_security_object(file: bytes) -> SecurityObject:
    """Return the hashes in EF.SOD; raises `MalformedData`."""
    signed = need(file, 0x77, _SEQUENCE, 0xA0, _SEQUENCE)
    content = _octets(need(signed, _SEQUENCE, 0xA0))
    parts = list(elements(need(content, _SEQUENCE)))
    if [tag for tag, _ in parts[:3]] != [_INTEGER, _SEQUENCE, _SEQUENCE]:
        raise MalformedData("the security object lists no hashes")
    hashes = {}
    for _, entry in elements(parts[2][1]):
        hashes[int.from_bytes(need(entry, _INTEGER), "big")] = need(entry, _OCTETS)
    return SecurityObject(_HASHES.get(need(parts[1][1], _OID)), hashes)


def _octets(content: bytes) -> bytes:
    """Return the bytes of an octet string, which may come in pieces."""
    tag, value = next(elements(content), (0, b""))
    if tag == 0x24:
        return b"".join(piece for _, piece in elements(value))
    if tag != _OCTETS:
        raise MalformedData("the security object holds no content")
    return value
