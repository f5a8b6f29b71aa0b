# SPDX-License-Identifier: GPL-3.0-or-later
"""Motion JPEG over HTTP as network cameras send it: bytes → pictures, as a pure state machine.

The answer to one request never ends: `multipart/x-mixed-replace`, each part one JPEG with headers of its own
(RFC 2046, 5.1). Cameras take liberties with it: the declared boundary has the two dashes in it or not, a length is
missing or wrong.
"""

from __future__ import annotations

import re
from email.message import Message

MOST_HEAD = 16_384
MOST_PART = 8_000_000
"""Bytes of one picture; a stream with a bigger one is none of a camera's."""

_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,9})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


class NotAStream(Exception):  # noqa: N818
    """The answer is not Motion JPEG."""


def parse_head(head: bytes) -> tuple[int, str]:
    """Return the status code of an HTTP answer and its content type, empty without one; raises `NotAStream`."""
    first, _, rest = head.partition(b"\r\n")
    if (found := re.match(rb"HTTP/1\.[01] ([1-5]\d\d)(?: |$)", first)) is None:
        raise NotAStream("the answer is no HTTP")
    kinds = re.findall(rb"^content-type:[ \t]*([^\r\n]*)", rest, re.IGNORECASE | re.MULTILINE)
    return int(found[1]), kinds[0].decode("latin-1").strip() if kinds else ""


def boundary_of(content_type: str) -> bytes:
    """Return the boundary that a content type declares, without leading dashes; raises `NotAStream`."""
    message = Message()
    message["content-type"] = content_type
    boundary = message.get_param("boundary")
    if message.get_content_maintype() != "multipart" or not isinstance(boundary, str) or not boundary.strip("-"):
        raise NotAStream("the answer is no stream of pictures")
    return boundary.strip().lstrip("-").encode("latin-1", "replace")


class Parts:
    """Cuts a stream into its parts. Memory is bounded by one part and what is fed at once."""

    def __init__(self, boundary: bytes) -> None:
        self._mark = b"--" + boundary
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """Return the bodies that are complete with `data`. Raises `NotAStream` for one that is too big."""
        self._buffer += data
        parts = []
        while (part := self._next()) is not None:
            if part:
                parts.append(part)
        if len(self._buffer) > MOST_PART + MOST_HEAD:
            raise NotAStream("a picture without an end")
        return parts

    def _next(self) -> bytes | None:
        """Return the next body, empty for a part that is none; None while there is not enough."""
        start = self._buffer.find(self._mark)
        if start < 0:
            del self._buffer[: max(0, len(self._buffer) - len(self._mark))]
            return None
        del self._buffer[:start]
        head_end = self._buffer.find(b"\r\n\r\n", 0, MOST_HEAD)
        if head_end < 0:
            if len(self._buffer) < MOST_HEAD:
                return None
            del self._buffer[: len(self._mark)]  # no head of a part: look for the next mark
            return b""
        return self._body(head_end + 4)

    def _body(self, start: int) -> bytes | None:
        length = _LENGTH.search(bytes(self._buffer[: start - 2]))
        if length is not None and (size := int(length[1])) <= MOST_PART:
            if len(self._buffer) < start + size:
                # A length that is too big swallows the next pictures; the mark inside tells.
                return self._until_mark(start)
            if self._buffer[start + size - 2 : start + size] == b"\xff\xd9":
                return self._cut(start, start + size)
        return self._until_mark(start)

    def _until_mark(self, start: int) -> bytes | None:
        end = self._buffer.find(self._mark, start)
        return None if end < 0 else self._cut(start, end)

    def _cut(self, start: int, end: int) -> bytes:
        body = bytes(self._buffer[start:end])
        del self._buffer[:end]
        return body.rstrip(b"\r\n")
