# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a TOML file a technician wrote by hand, so that every mistake in it is told with its line."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

Keys = tuple[str, ...]

_AT_LINE = re.compile(r" \(at line (\d+), column (\d+)\)$")


class TomlError(Exception):
    """A file that cannot be read or used; the message names the file, the line, what was found and expected."""

    def __init__(self, path: Path, line: int | None, problem: str) -> None:
        self.path = path
        self.line = line
        super().__init__(f"{path} line {line}: {problem}" if line else f"{path}: {problem}")


class Table:
    """One table of the file, with the keys it may have. Raises TomlError for any other key.

    Each reading method raises TomlError when its key is missing or not as expected.
    """

    def __init__(
        self, path: Path, keys: Keys, values: Mapping[str, Any], lines: Mapping[Keys, int], known: Collection[str]
    ) -> None:
        self._path = path
        self._keys = keys
        self._values = values
        self._lines = lines
        for key in values:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                hint = f'did you mean "{near[0]}"?' if near else "known here: " + ", ".join(known)
                raise self._error(key, f"is unknown; {hint}")

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def loose(self, key: str) -> Table:
        """Return the table under a key, whatever keys it has, for as long as it is not known which it may have."""
        return self.table(key, self._values[key]) if self.is_table(key) else self.table(key, ())

    def is_table(self, key: str) -> bool:
        """Return whether a key holds a table of its own."""
        return isinstance(self._values.get(key), dict)

    def table(self, key: str, known: Collection[str]) -> Table:
        """Return the table under a key; it must be there and have no other keys than those known."""
        value = self._required(key, "a table")
        if not isinstance(value, dict):
            raise self._mistake(key, "a table")
        return Table(self._path, (*self._keys, key), value, self._lines, known)

    def text(self, key: str, expected: str, accept: Callable[[str], bool] = bool, default: str | None = None) -> str:
        """Return the text under a key; `accept` says whether it will do, `expected` is what the message asks for.

        A key that is absent has the default, or is a mistake where there is none; the same holds for numbers.
        """
        if default is not None and key not in self:
            return default
        value = self._required(key, expected)
        # No path, address or name has a NUL in it; the system's calls end with a ValueError over one.
        if not isinstance(value, str) or "\0" in value or not accept(value):
            raise self._mistake(key, expected)
        return value

    def whole(self, key: str, expected: str, accept: Callable[[int], bool], default: int | None = None) -> int:
        """Return the whole number under a key."""
        if default is not None and key not in self:
            return default
        value = self._required(key, expected)
        if not isinstance(value, int) or isinstance(value, bool) or not accept(value):
            raise self._mistake(key, expected)
        return value

    def number(self, key: str, expected: str, accept: Callable[[float], bool], default: float | None = None) -> float:
        """Return the number under a key, whole or not."""
        if default is not None and key not in self:
            return default
        value = self._required(key, expected)
        if not isinstance(value, int | float) or isinstance(value, bool) or not accept(value):
            raise self._mistake(key, expected)
        return float(value)

    def flag(self, key: str, *, default: bool) -> bool:
        """Return the true or false under a key, or the default when the key is absent."""
        value = self._values.get(key, default)
        if not isinstance(value, bool):
            raise self._mistake(key, "true or false")
        return value

    def texts(self, key: str, expected: str, accept: Callable[[str], bool] = bool) -> tuple[str, ...]:
        """Return the list of texts under a key; none when the key is absent."""
        values = self._values.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) and accept(value) for value in values):
            raise self._mistake(key, expected)
        return tuple(values)

    def _mistake(self, key: str, expected: str) -> TomlError:
        return self._error(key, f"must be {expected}, found {_shown(self._values[key])}")

    def _error(self, key: str, problem: str) -> TomlError:
        keys = (*self._keys, key)
        return TomlError(self._path, self._lines.get(keys), f"{_dotted(keys)} {problem}")

    def _required(self, key: str, expected: str) -> Any:
        if key not in self:
            where = f"[{_dotted(self._keys)}]" if self._keys else "the file"
            name = f"[{key}]" if not self._keys else f'"{key}"'
            problem = f"{where} has no {name}; expected {expected}"
            raise TomlError(self._path, self._lines.get(self._keys, 1), problem)
        return self._values[key]


def read_toml(path: Path, known: Collection[str]) -> Table:
    """Return the whole file as a table with the keys it may have; raises TomlError when it cannot be read as TOML."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TomlError(path, None, f"cannot be read: {error.strerror}") from error
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TomlError(path, line, "is not UTF-8; save the file as UTF-8 in the editor") from error
    values, lines = _parse(path, text)
    return Table(path, (), values, lines, known)


def _parse(path: Path, text: str) -> tuple[dict[str, Any], dict[Keys, int]]:
    """Return the values and the line on which each key stands.

    tomllib tells no lines of a good file. A beginning of the file that parses ends where a statement ends, so the keys
    which such a beginning adds to the one before it stand on the first line after that one.
    """
    written = text.split("\n")
    lines: dict[Keys, int] = {}
    values: dict[str, Any] = {}
    start = 1
    failure: Exception | None = None
    for end in range(1, len(written) + 1):
        try:
            values = tomllib.loads("\n".join(written[:end]))
        except (ValueError, RecursionError) as error:
            failure = error
            continue
        failure = None
        for keys in _paths(values):
            lines.setdefault(keys, start)
        start = end + 1
    if failure is not None:
        place = _AT_LINE.search(str(failure))
        line = int(place[1]) if place else start
        said = _AT_LINE.sub("", str(failure)).removesuffix(" (at end of document)")
        raise TomlError(
            path,
            line,
            f'expected a [table] or key = value with texts in "quotes", found {_shown(written[line - 1].strip())}'
            f" (TOML: {said})",
        ) from failure
    return values, lines


def _paths(values: Mapping[str, Any], above: Keys = ()) -> Iterator[Keys]:
    for key, value in values.items():
        yield (*above, key)
        if isinstance(value, dict):
            yield from _paths(value, (*above, key))


def _dotted(keys: Keys) -> str:
    return ".".join(keys)


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
