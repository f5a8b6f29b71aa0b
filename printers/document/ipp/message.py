# SPDX-License-Identifier: GPL-3.0-or-later
"""IPP messages as bytes and as values (RFC 8010), and the names of what is in them (RFC 8011). Touches no wire."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final, TypeAlias

from printers.contract import DeviceState, PrinterError, Trouble

MOST_BYTES: Final = 1 << 20
"""No answer about a printer or a job is longer; a real one has about 20 kB."""
_DEEPEST: Final = 8
"""Collections in collections, as deep as any that the standards define and then some."""


class Group(IntEnum):
    """What a group of attributes is about (RFC 8010, 3.5.1)."""

    OPERATION = 0x01
    JOB = 0x02
    PRINTER = 0x04
    UNSUPPORTED = 0x05


class Tag(IntEnum):
    """How the value of an attribute is written (RFC 8010, 3.5.2)."""

    UNSUPPORTED = 0x10
    UNKNOWN = 0x12
    NO_VALUE = 0x13
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    OCTETS = 0x30
    DATE_TIME = 0x31
    RESOLUTION = 0x32
    RANGE = 0x33
    BEGIN_COLLECTION = 0x34
    TEXT_WITH_LANGUAGE = 0x35
    NAME_WITH_LANGUAGE = 0x36
    END_COLLECTION = 0x37
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    URI_SCHEME = 0x46
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME_TYPE = 0x49
    MEMBER_NAME = 0x4A


class Operation(IntEnum):
    """What a client asks a printer to do (RFC 8011, 4.4.15)."""

    PRINT_JOB = 0x0002
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B


class JobState(IntEnum):
    """How far a job is (RFC 8011, 5.3.7)."""

    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9

    @property
    def is_end(self) -> bool:
        """Return whether nothing more becomes of the job."""
        return self >= JobState.CANCELED


class PrinterState(IntEnum):
    """What a printer does (RFC 8011, 5.4.11)."""

    IDLE = 3
    PROCESSING = 4
    STOPPED = 5


@dataclass(frozen=True, slots=True)
class Resolution:
    """Dots in each direction; `units` is 3 for an inch, 4 for a centimetre."""

    across: int
    down: int
    units: int = 3


@dataclass(frozen=True, slots=True)
class Range:
    """From a whole number to another, both included."""

    low: int
    high: int


Value: TypeAlias = "int | bool | str | bytes | Resolution | Range | Attributes | None"
"""None where the printer says that it has no value, or does not know it."""
Attributes: TypeAlias = Mapping[str, tuple[Value, ...]]
Given: TypeAlias = tuple[str, Tag, int | bool | str | Resolution]
"""An attribute of a request: its name, how it is written, one value. The same name again is a further value."""


class MessageError(PrinterError):
    """Bytes that are no IPP message."""

    def __init__(self, message: str) -> None:
        super().__init__(message, DeviceState.HARDWARE_ERROR, Trouble.GARBLED)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a printer answered: its status code (RFC 8011, appendix B) and the groups of attributes in their order."""

    status: int
    request: int
    groups: tuple[tuple[int, Attributes], ...] = field(repr=False)

    @property
    def is_success(self) -> bool:
        """Return whether the printer did as it was asked, perhaps leaving something out."""
        return self.status < 0x0100

    def all(self, group: Group) -> list[Attributes]:
        """Return the attributes of each group of this kind."""
        return [attributes for kind, attributes in self.groups if kind == group]

    def of(self, group: Group) -> Attributes:
        """Return the attributes of the first group of this kind; nothing when there is none."""
        found = self.all(group)
        return found[0] if found else {}


def request(operation: Operation, number: int, groups: Mapping[Group, list[Given]]) -> bytes:
    """Return a request of IPP/2.0, to which a document may be appended; `number` comes back with the answer."""
    parts = [struct.pack(">HHI", 0x0200, operation, number)]
    for group, given in groups.items():
        parts.append(bytes([group]))
        before = None
        for name, tag, value in given:
            written = b"" if name == before else name.encode("ascii")
            parts.append(struct.pack(">BH", tag, len(written)) + written + _sized(_written(value)))
            before = name
    return b"".join(parts) + b"\x03"


def _sized(data: bytes) -> bytes:
    return struct.pack(">H", len(data)) + data


def _written(value: int | bool | str | Resolution) -> bytes:
    match value:
        case bool():
            return bytes([value])
        case int():
            return struct.pack(">i", value)
        case str():
            return value.encode()
        case Resolution(across=across, down=down, units=units):
            return struct.pack(">iib", across, down, units)


def answer(data: bytes) -> Answer:
    """Return what a printer's bytes say. Raises MessageError."""
    if len(data) > MOST_BYTES:
        raise MessageError("an answer of more than a megabyte")
    reader = _Reader(data)
    major, _, status, number = struct.unpack(">BBHI", reader.take(8))
    if major not in {1, 2}:
        raise MessageError("not a version of IPP that there is")
    return Answer(status, number, tuple(_groups(reader)))


class _Reader:
    """Bytes that are taken from the front."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        end = self._at + count
        if end > len(self._data):
            raise MessageError("the message ends in the middle")
        taken, self._at = self._data[self._at : end], end
        return taken

    def byte(self) -> int:
        return self.take(1)[0]

    def sized(self) -> bytes:
        return self.take(int.from_bytes(self.take(2), "big"))


def _groups(reader: _Reader) -> Iterator[tuple[int, Attributes]]:
    kind, end = reader.byte(), 0x03
    while kind != end:
        if kind == 0 or kind > 0x0F:
            raise MessageError("a value stands where a group begins")
        attributes: dict[str, tuple[Value, ...]] = {}
        name = None
        while (tag := reader.byte()) > 0x0F:
            name = _text(reader.sized()) or name
            if name is None:
                raise MessageError("a further value of no attribute")
            attributes[name] = (*attributes.get(name, ()), _value(reader, tag, 0))
        yield kind, attributes
        kind = tag


def _value(reader: _Reader, tag: int, depth: int) -> Value:
    data = reader.sized()
    match tag:
        case Tag.BEGIN_COLLECTION:
            return _collection(reader, depth + 1)
        case Tag.INTEGER | Tag.ENUM:
            return int.from_bytes(_exactly(data, 4), "big", signed=True)
        case Tag.BOOLEAN:
            return _exactly(data, 1) != b"\x00"
        case Tag.RESOLUTION:
            return Resolution(*struct.unpack(">iib", _exactly(data, 9)))
        case Tag.RANGE:
            return Range(*struct.unpack(">ii", _exactly(data, 8)))
        case Tag.TEXT_WITH_LANGUAGE | Tag.NAME_WITH_LANGUAGE:
            inside = _Reader(data)
            inside.sized()
            return _text(inside.sized())
        case _ if Tag.UNSUPPORTED <= tag < Tag.INTEGER:
            return None
        case _ if tag >= Tag.TEXT:
            return _text(data)
        case _:
            return data


def _collection(reader: _Reader, depth: int) -> Attributes:
    if depth > _DEEPEST:
        raise MessageError("collections in collections without end")
    members: dict[str, tuple[Value, ...]] = {}
    name = None
    while (tag := reader.byte()) != Tag.END_COLLECTION:
        if reader.sized():
            raise MessageError("a member of a collection that has a name of its own")
        if tag == Tag.MEMBER_NAME:
            name = _text(reader.sized())
        elif name is None or tag < Tag.UNSUPPORTED:
            raise MessageError("a collection that is not closed")
        else:
            members[name] = (*members.get(name, ()), _value(reader, tag, depth))
    if reader.sized() or reader.sized():
        raise MessageError("a collection ends with a value")
    return members


def _exactly(data: bytes, count: int) -> bytes:
    if len(data) != count:
        raise MessageError("a value of another length than its kind has")
    return data


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
