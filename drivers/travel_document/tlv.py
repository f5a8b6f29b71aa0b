# SPDX-License-Identifier: GPL-3.0-or-later
"""Tag, length, value, one within another (ISO/IEC 8825-1, BER with definite lengths), as pure functions."""

from __future__ import annotations

from collections.abc import Iterator


class MalformedData(Exception):  # noqa: N818
    """What a document gave is not built as it should be. Never quotes it."""


def encode(tag: int, value: bytes) -> bytes:
    """Return one element."""
    length = len(value)
    if length < 0x80:
        head = bytes((length,))
    else:
        size = (length.bit_length() + 7) // 8
        head = bytes((0x80 | size,)) + length.to_bytes(size, "big")
    return tag.to_bytes((tag.bit_length() + 7) // 8 or 1, "big") + head + value


def whole_length(beginning: bytes) -> int:
    """Return how long the element is that begins so, its head included."""
    _, at, length = _head(beginning, 0)
    return at + length


def elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Return the elements that follow one another, as tag and value. Raises `MalformedData` on the way."""
    at = 0
    while at < len(data):
        tag, begin, length = _head(data, at)
        at = begin + length
        if at > len(data):
            raise MalformedData("an element is cut off")
        yield tag, data[begin:at]


def find(data: bytes, *path: int) -> bytes | None:
    """Return the value of the first element with these tags, one within another; None when there is none."""
    for tag in path:
        for found, value in elements(data):
            if found == tag:
                data = value
                break
        else:
            return None
    return data


def need(data: bytes, *path: int) -> bytes:
    """As `find`; raises `MalformedData` when there is none."""
    value = find(data, *path)
    if value is None:
        raise MalformedData(f"no element {path[-1]:X}")
    return value


def _head(data: bytes, at: int) -> tuple[int, int, int]:
    """Return the tag, where the value begins, and its length."""
    try:
        tag = data[at]
        at += 1
        if tag & 0x1F == 0x1F:
            while True:
                tag = tag << 8 | data[at]
                at += 1
                if not tag & 0x80:
                    break
                if tag > 0xFFFFFF:
                    raise MalformedData("a tag does not end")
        length = data[at]
        at += 1
        if length == 0x80 or length > 0x84:
            raise MalformedData("a length that is none")
        if length > 0x80:
            size = length & 0x0F
            if at + size > len(data):
                raise MalformedData("an element is cut off")
            length = int.from_bytes(data[at : at + size], "big")
            at += size
    except IndexError:
        raise MalformedData("an element is cut off") from None
    return tag, at, length
