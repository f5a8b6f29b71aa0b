# SPDX-License-Identifier: GPL-3.0-or-later
"""The first word of a card, its answer to reset (ISO/IEC 7816-3 ch. 8), as a pure function.

A contactless card has none; the reader makes one up for it (PC/SC part 3, 3.1.3.2.3).
"""

from __future__ import annotations

from dataclasses import dataclass

_LONGEST = 33
_PCSC_RID = bytes.fromhex("A000000306")
"""The PC/SC workgroup's registered id; it stands in what a reader makes up for a card without a processor."""


class MalformedAtr(Exception):  # noqa: N818
    """What came is no answer to reset."""


@dataclass(frozen=True, slots=True)
class Atr:
    """What the answer to reset tells."""

    historical: bytes
    """The card's own bytes, up to 15."""

    @property
    def is_storage(self) -> bool:
        """Whether this is a contactless storage card, such as a bus card: it has no processor to talk to."""
        return self.historical[:2] == b"\x80\x4f" and self.historical[3:8] == _PCSC_RID


def parse_atr(atr: bytes) -> Atr:
    """Return what an answer to reset tells; raises `MalformedAtr`."""
    if not 2 <= len(atr) <= _LONGEST or atr[0] not in {0x3B, 0x3F}:
        raise MalformedAtr("no answer to reset")
    at, more, count = 2, atr[1] >> 4, atr[1] & 0x0F
    protocols: set[int] = set()
    while more:
        at += (more & 7).bit_count()
        if not more & 8:
            break
        if at >= len(atr):
            raise MalformedAtr("it ends within its interface bytes")
        protocols.add(atr[at] & 0x0F)
        more = atr[at] >> 4
        at += 1
    historical = atr[at : at + count]
    rest = atr[at + count :]
    if len(historical) != count or len(rest) > 1:
        raise MalformedAtr("its length is wrong")
    if protocols - {0} and (not rest or _xor(atr[1:])):
        raise MalformedAtr("its check byte is wrong")
    return Atr(historical)


def _xor(data: bytes) -> int:
    result = 0
    for byte in data:
        result ^= byte
    return result
