# SPDX-License-Identifier: GPL-3.0-or-later
"""The sealed form of one attachment: made and opened chunk by chunk, so that memory never holds it twice.

    kiosk attachment 1⏎
    2 bytes: length of the head, then the head: JSON in canonical form, the fields of `Head`
    2 bytes: length of the wrapped content key, then that key
    chunks of 1 MiB, the last one shorter, perhaps empty; each followed by its tag

The content key is drawn anew for each attachment and sealed to the platform's key as a payload is, bound to the head:
it opens only as this attachment of this transaction. The chunks are the STREAM construction (Hoang, Reyhanitabar,
Rogaway, Vizár: "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", 2015) over the suite's cipher,
AES-256-GCM or SM4-GCM: the nonce is the chunk's number in 11 bytes, big-endian, then 1 for the last chunk and 0 for any
other. So no chunk can be swapped, doubled or left out, and no end cut off. A nonce never repeats under a key, since a
key seals one attachment once.

Its name is the SHA-256 of all these bytes; the transaction's signed header lists it. Nothing is packed: pictures and
PDF are packed already.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

import msgspec
from cryptography.exceptions import InvalidTag

from offline_cache.sealing import (
    Attached,
    OpeningKey,
    SealBroken,
    Sealer,
    content_cipher,
    content_key_size,
    suite_of,
    unwrap,
)

CHUNK = 1 << 20
"""Bytes of content in one chunk."""
LONGEST = 20 << 20
"""Bytes of one attachment's content at most."""
MOST = 20
"""Attachments of one transaction at most."""

_FIRST_LINE = b"kiosk attachment 1\n"
_INFO_LABEL = b"kiosk attachment key 1\0"
_TAG = 16
_LONGEST_HEAD = 1024
LONGEST_SEALED = LONGEST + (LONGEST // CHUNK + 1) * _TAG + 2 * _LONGEST_HEAD
"""More bytes than any sealed attachment has."""


class Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands in the open before the chunks; nothing in it names a person."""

    key: str
    """Idempotency key of the transaction that it belongs to."""
    place: int
    """Its place in that transaction's list, from 0."""
    platform_key: str
    """The id of the platform key that opens the content key."""


class Source(Protocol):
    """Where sealed bytes are read from: a file, or the platform's pieces."""

    def read(self, size: int, /) -> bytes:
        """The next `size` bytes, less only at the end."""


def seal_chunks(content: bytes | memoryview, sealer: Sealer, *, key: str, place: int) -> Iterator[bytes]:
    """The sealed bytes, one chunk after the other. Raises ValueError when the content is too long."""
    view = memoryview(content)
    if len(view) > LONGEST:
        raise ValueError(f"an attachment has {LONGEST >> 20} MiB at most")
    head = msgspec.json.encode(Head(key=key, place=place, platform_key=sealer.key.id))
    secret = os.urandom(content_key_size(sealer.key.suite))
    yield _FIRST_LINE + _sized(head) + _sized(sealer.wrap(secret, _INFO_LABEL + head))
    cipher = sealer.content_cipher(secret)
    for number, start in enumerate(range(0, max(1, len(view)), CHUNK)):
        last = start + CHUNK >= len(view)
        yield cipher.encrypt(_nonce(number, last=last), bytes(view[start : start + CHUNK]), None)


def open_chunks(
    source: Source, *, key: str, place: int, private_key_of: Callable[[str], OpeningKey | None]
) -> Iterator[bytes]:
    """The content, chunk by chunk, on the platform's side; it is whole only once this has come to its end.

    Raises SealBroken for altered, cut or foreign bytes, and for an attachment of another transaction or place.
    """
    head, wrapped = _read_front(source)
    private_key = private_key_of(head.platform_key)
    if (head.key, head.place) != (key, place) or private_key is None:
        raise SealBroken("an attachment of another transaction, or under an unknown key")
    secret = unwrap(private_key, wrapped, _INFO_LABEL + msgspec.json.encode(head))
    suite = suite_of(private_key)
    if len(secret) != content_key_size(suite):
        raise SealBroken("no content key")
    cipher = content_cipher(suite, secret)
    number = 0
    chunk = source.read(CHUNK + _TAG)
    while True:
        following = source.read(CHUNK + _TAG) if len(chunk) == CHUNK + _TAG else b""
        try:
            yield cipher.decrypt(_nonce(number, last=not following), chunk, None)
        except (InvalidTag, ValueError):
            raise SealBroken("a chunk that does not open") from None
        if not following:
            return
        chunk, number = following, number + 1


def read_head(source: Source) -> Head:
    """What an attachment's bytes say about themselves, unverified. Raises SealBroken when they are none."""
    return _read_front(source)[0]


def described(pieces: Iterable[bytes]) -> Attached:
    """Name and size of sealed bytes."""
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
    return Attached(digest=digest.hexdigest(), size=size)


def _read_front(source: Source) -> tuple[Head, bytes]:
    if source.read(len(_FIRST_LINE)) != _FIRST_LINE:
        raise SealBroken("not a sealed attachment")
    encoded = _read_sized(source)
    try:
        head = msgspec.json.decode(encoded, type=Head)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise SealBroken("not an attachment's head") from None
    if msgspec.json.encode(head) != encoded:
        raise SealBroken("a head that is not in canonical form")
    return head, _read_sized(source)


def _sized(part: bytes) -> bytes:
    return len(part).to_bytes(2, "big") + part


def _read_sized(source: Source) -> bytes:
    size = int.from_bytes(source.read(2), "big")
    part = source.read(size) if size <= _LONGEST_HEAD else b""
    if size == 0 or len(part) != size:
        raise SealBroken("an attachment that is cut short")
    return part


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
