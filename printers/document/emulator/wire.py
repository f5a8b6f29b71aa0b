# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes over an IPP printer's wire, read strictly: what a real printer might forgive is an error here."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Any

_GROUPS = {1: "operation", 2: "job"}
_NUMBERS = {0x21, 0x23}
_WORDS = {0x41, 0x42, 0x44, 0x45, 0x47, 0x48, 0x49}
_ORDER = ("attributes-charset", "attributes-natural-language")


class NotIpp(Exception):  # noqa: N818 - it is the client's error
    """A request that the standard does not allow; the text says why."""


@dataclass
class Request:
    """What a client asks."""

    operation: int
    number: int
    groups: dict[str, dict[str, list[Any]]]
    document: bytes = field(repr=False)

    def one(self, name: str, default: Any = None, group: str = "operation") -> Any:
        """Return the single value of an attribute."""
        values = self.groups.get(group, {}).get(name, [default])
        if len(values) != 1:
            raise NotIpp(f"{name} with {len(values)} values")
        return values[0]


def read(data: bytes) -> Request:
    """Return what a client's bytes ask for. Raises NotIpp."""
    try:
        major, _, operation, number = struct.unpack_from(">BBHI", data)
        at = 8
        groups: dict[str, dict[str, list[Any]]] = {}
        if major not in {1, 2} or number == 0:
            raise NotIpp("no version of IPP, or no number")
        while data[at] != 3:
            group = _GROUPS.get(data[at])
            if group is None or group in groups:
                raise NotIpp(f"group {data[at]} does not belong into a request, or comes twice")
            at, groups[group] = _attributes(data, at + 1)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise NotIpp("the request ends in the middle, or is no text") from error
    if tuple(groups.get("operation", {}))[:2] != _ORDER or groups["operation"][_ORDER[0]] != ["utf-8"]:
        raise NotIpp("a request begins with its charset and its language")
    return Request(operation, number, groups, data[at + 1 :])


def _attributes(data: bytes, at: int) -> tuple[int, dict[str, list[Any]]]:
    found: dict[str, list[Any]] = {}
    name = ""
    while data[at] > 0x0F:
        tag = data[at]
        at, word = _sized(data, at + 1)
        at, value = _sized(data, at)
        if word:
            name = word.decode("ascii")
            if name in found:
                raise NotIpp(f"{name} comes twice")
        found.setdefault(name, []).append(_value(tag, value))
    return at, found


def _sized(data: bytes, at: int) -> tuple[int, bytes]:
    (length,) = struct.unpack_from(">H", data, at)
    if at + 2 + length > len(data):
        raise NotIpp("a value longer than the request")
    return at + 2 + length, data[at + 2 : at + 2 + length]


def _value(tag: int, value: bytes) -> Any:
    if tag in _NUMBERS and len(value) == 4:
        return struct.unpack(">i", value)[0]
    if tag == 0x22 and value in {b"\0", b"\1"}:
        return value == b"\1"
    if tag in _WORDS:
        return value.decode("utf-8")
    raise NotIpp(f"a value of kind {tag:#x} with {len(value)} bytes")


def answer(request: int, status: int, *groups: tuple[int, dict[str, Any]]) -> bytes:
    """Return an answer: its status code, and groups of attributes; a list is several values, a pair names the tag."""
    parts = [struct.pack(">BBHI", 2, 0, status, request), b"\x01"]
    parts += [_written("attributes-charset", 0x47, "utf-8"), _written("attributes-natural-language", 0x48, "en")]
    for kind, attributes in groups:
        parts.append(bytes([kind]))
        for name, given in attributes.items():
            values = given if isinstance(given, list) else [given]
            for place, value in enumerate(values):
                tag, plain = value if isinstance(value, tuple) else (_tag(value), value)
                parts.append(_written(name if place == 0 else "", tag, plain))
    return b"".join(parts) + b"\x03"


def _tag(value: Any) -> int:
    return 0x22 if isinstance(value, bool) else 0x21 if isinstance(value, int) else 0x44


def _written(name: str, tag: int, value: Any) -> bytes:
    if isinstance(value, bool):
        data = b"\1" if value else b"\0"
    elif isinstance(value, int):
        data = struct.pack(">i", value)
    else:
        data = value if isinstance(value, bytes) else value.encode()
    return struct.pack(">BH", tag, len(name)) + name.encode() + struct.pack(">H", len(data)) + data
