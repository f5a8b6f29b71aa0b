# SPDX-License-Identifier: GPL-3.0-or-later
"""The text protocol of Network UPS Tools as pure functions (RFC 9271).

A request is a line of words, and so is each line of an answer. A word with spaces stands in double quotes, within which
a backslash makes the next character plain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST_LINE = 1024
"""Bytes; `upsd` itself keeps its lines below 512."""

LIST_UPS = "LIST UPS"

_NAME = re.compile(r"[A-Za-z0-9._-]+")
_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|([^\s"\\]+)')
_PLAIN = re.compile(r"\\(.)")


class Nonsense(Exception):  # noqa: N818
    """What came is not the answer of a `upsd`."""


class Refusal(Exception):  # noqa: N818
    """The answer is an error. `code` is its first word, such as `DATA-STALE` (RFC 9271, ch. 4.3)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def is_name(text: str) -> bool:
    """Whether a text can be a supply's name."""
    return _NAME.fullmatch(text) is not None


def get_var(ups: str, variable: str) -> str:
    """Return the request for one variable."""
    return f"GET VAR {ups} {variable}"


class Lines:
    """Cuts what arrives into lines."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[str]:
        """Take what has arrived; yield the lines that are whole. Raises `Nonsense` for a line without end."""
        *whole, self._rest = (self._rest + data).split(b"\n")
        for line in whole:
            yield line.decode("utf-8", "replace").rstrip("\r")
        if len(self._rest) > LONGEST_LINE:
            raise Nonsense("a line without end")


def variable(line: str, ups: str, name: str) -> str:
    """Return the value in the answer to `get_var(ups, name)`; raises `Refusal` or `Nonsense`."""
    found = words(line)
    if len(found) != 4 or found[:3] != ["VAR", ups, name]:
        raise Nonsense("the answer is not about what was asked for")
    return found[3]


def ups_names(lines: list[str]) -> list[str] | None:
    """Return the names in the answer to `LIST UPS`; None while its end is missing. Raises `Refusal` or `Nonsense`."""
    if not lines:
        return None
    if words(lines[0]) != ["BEGIN", "LIST", "UPS"]:
        raise Nonsense("the answer is no list")
    if words(lines[-1]) != ["END", "LIST", "UPS"]:
        return None
    listed = [words(line) for line in lines[1:-1]]
    names = [entry[1] for entry in listed if len(entry) == 3 and entry[0] == "UPS" and is_name(entry[1])]
    if len(names) != len(listed):
        raise Nonsense("the list holds something else")
    return names


def words(line: str) -> list[str]:
    """Return the words of a line; raises `Refusal` for an error, `Nonsense` for a line that is none."""
    found: list[str] = []
    at = 0
    while at < len(line):
        if line[at] == " ":
            at += 1
            continue
        match = _WORD.match(line, at)
        if match is None:
            raise Nonsense("a line that cannot be read")
        quoted, bare = match.groups()
        found.append(bare if quoted is None else _PLAIN.sub(r"\1", quoted))
        at = match.end()
    if found[:1] == ["ERR"]:
        raise Refusal(found[1] if len(found) > 1 else "")
    if not found:
        raise Nonsense("an empty line")
    return found
