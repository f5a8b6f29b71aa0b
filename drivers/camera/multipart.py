# SPDX-License-Identifier: GPL-3.0-or-later
"""Motion JPEG over HTTP as network cameras send it: bytes → pictures, as a pure state machine.

The answer to one request never ends: `multipart/x-mixed-replace`, each part one JPEG with headers of its own
(RFC 2046, 5.1). Cameras take liberties with it: the declared boundary has the two dashes in it or not, a length is
missing or wrong.
"""

from __future__ import annotations

import re

MOST_HEAD = 16_384
MOST_PART = 8_000_000
"""Bytes of one picture; a stream with a bigger one is none of a camera's."""

_BOUNDARY = re.compile(r'multipart/[^;]*;(?:.*;)?[ \t]*boundary[ \t]*=[ \t]*(?:"([^"]+)"|([^;\s"]+))', re.IGNORECASE)
_BLANK_LINE = b"\r\n\r\n"
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
    found = _BOUNDARY.match(content_type)
    boundary = "" if found is None else (found[1] or found[2]).strip().lstrip("-")
    if not boundary:
        raise NotAStream("the answer is no stream of pictures")
    return boundary.encode("latin-1", "replace")


class Parts:
    """Cuts a stream into its parts. Memory is bounded by one part and what is fed at once.

    Each byte is looked at a few times only, however small the pieces are and wherever the marks stand.
    """

    def __init__(self, boundary: bytes) -> None:
        self._mark = b"--" + boundary
        self._buffer = bytearray()
        self._body = 0
        """Where the body begins that is under way; 0 between two parts."""
        self._size: int | None = None
        """Its length, as long as that may be right."""
        self._searched = 0
        """Up to here there is no mark in it."""

    def feed(self, data: bytes) -> list[bytes]:
        """Return the bodies that are complete with `data`. Raises `NotAStream` for one that is too big."""
        self._buffer += data
        parts = []
        while (self._body or self._begin()) and (end := self._end()) is not None:
            part = bytes(self._buffer[self._body : end]).rstrip(b"\r\n")
            if part:
                parts.append(part)
            del self._buffer[:end]
            self._body = 0
        if len(self._buffer) > MOST_PART + MOST_HEAD:
            raise NotAStream("a picture without an end")
        return parts

    def _begin(self) -> bool:
        """Look for the next head, which is a mark and the lines behind it; return whether there is one."""
        while (blank := self._buffer.find(_BLANK_LINE)) >= 0:
            mark = self._buffer.rfind(self._mark, max(0, blank - MOST_HEAD), blank)
            if mark >= 0:
                length = _LENGTH.search(self._buffer, mark, blank + 2)
                self._size = None if length is None else int(length[1])
                self._body = self._searched = blank + len(_BLANK_LINE)
                return True
            del self._buffer[: blank + 2]
        del self._buffer[: max(0, len(self._buffer) - MOST_HEAD - len(self._mark))]
        return False

    def _end(self) -> int | None:
        """Return where the body ends; None while it has not come."""
        if self._size is not None and len(self._buffer) >= (end := self._body + self._size):
            self._size = None
            if self._buffer[end - 2 : end] == b"\xff\xd9":
                return end
        # A length that is too big swallows the next pictures; the mark inside tells.
        mark = self._buffer.find(self._mark, self._searched)
        self._searched = max(self._body, len(self._buffer) - len(self._mark) + 1)
        return None if mark < 0 else mark
