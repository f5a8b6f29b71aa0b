# SPDX-License-Identifier: GPL-3.0-or-later
"""Packs a payload before it is sealed, since sealed bytes do not shrink any more, and unpacks it on the other side.

zlib (RFC 1950), and behind the stream zeros up to the next multiple of 64 bytes, so that the length of what is sealed
tells little about what was typed. Compression tells secrets where somebody can have his own text packed beside another
one's again and again and watches the length (CRIME, BREACH). Nobody can here: a payload holds what one person typed and
one card said, is packed once, at the commit, and keeps its bytes on every attempt.
"""

import zlib
from typing import Literal

LONGEST = 4 << 20
"""Bytes of an unpacked payload at most: four times the largest sealed one."""
_BLOCK = 64
_SHORT_BYTES = 4096
_SHORT, _LONG = (12, 6), (15, 9)
"""Window and memory of the compressor: a form needs little, and is packed in half the time."""

Packing = Literal["zlib"] | None


class NotPacked(ValueError):  # noqa: N818 - a state of the bytes, not of the reader
    """The bytes are not what `pack` writes, or would be larger than is allowed once unpacked."""


def pack(payload: bytes) -> tuple[bytes, Packing]:
    """The packed payload, or the payload itself with None where packing would not make it smaller."""
    stream = zlib.compressobj(9, zlib.DEFLATED, *(_SHORT if len(payload) <= _SHORT_BYTES else _LONG))
    packed = stream.compress(payload) + stream.flush()
    packed += bytes(-len(packed) % _BLOCK)
    return (packed, "zlib") if len(packed) < len(payload) else (payload, None)


def unpack(content: bytes, packing: Packing, *, longest: int = LONGEST) -> bytes:
    """What was packed. Raises NotPacked; never makes more than `longest` bytes, whatever the content claims."""
    if packing is None:
        if len(content) > longest:
            raise NotPacked("larger than is allowed")
        return content
    stream = zlib.decompressobj()
    try:
        payload = stream.decompress(content, longest)
    except zlib.error:
        raise NotPacked("no zlib stream") from None
    if not stream.eof:
        # Either more than is allowed, or cut short.
        raise NotPacked("larger than is allowed, or without an end")
    if len(stream.unused_data) >= _BLOCK or any(stream.unused_data):
        raise NotPacked("something follows")
    return payload
