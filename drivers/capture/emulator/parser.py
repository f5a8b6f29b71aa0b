# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a capture file, written by hand or by `kiosk device --capture`."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

_FORMAT = "kiosk capture 1"
_RECORD = re.compile(
    r"(?P<at>\d{1,9}\.\d{1,9}) "
    r"(?:open (?P<kind>serial|tcp|usb|pcsc)|(?P<way>[<>]) (?P<hex>[0-9a-f]{2}(?: [0-9a-f]{2})*)|"
    r"(?P<event>command|lost|close))"
)
_LONGEST = 64 << 20
"""Characters of a file that are read at most."""


class What(StrEnum):
    """What a record tells."""

    OPEN = "open"
    SENT = ">"
    RECEIVED = "<"
    COMMAND = "command"
    LOST = "lost"
    CLOSE = "close"


class BadCapture(Exception):  # noqa: N818
    """A file that is no capture; the message names the file and the line."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the line it stands on, seconds since the capture began, and what it tells."""

    line: int
    at: float
    what: What
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Capture:
    """A whole capture."""

    path: Path
    driver: str
    """Class and driver, such as `id_reader sdt`."""
    date: datetime.date
    kinds: frozenset[str]
    """What it ran over: serial, tcp, usb, pcsc."""
    records: tuple[Record, ...]

    def said(self, what: What) -> bytes:
        """Return all bytes of one direction in a row."""
        return b"".join(record.data for record in self.records if record.what is what)


def read_capture(path: Path) -> Capture:
    """Return what a file holds; raises `BadCapture`, or `OSError` where it cannot be read."""
    with path.open(encoding="ascii", errors="replace", newline="\n") as file:
        text = file.read(_LONGEST)
    if not text.endswith("\n"):
        raise BadCapture(f"{path}: its last line is cut off")
    lines = text.split("\n")[:-1]
    if lines[0] != _FORMAT:
        raise BadCapture(f'{path} line 1: expected "{_FORMAT}"')
    driver = _header(path, lines, 2, "driver")
    try:
        date = datetime.date.fromisoformat(_header(path, lines, 3, "date"))
    except ValueError:
        raise BadCapture(f"{path} line 3: expected a day such as 2026-11-22") from None
    kinds: set[str] = set()
    records: list[Record] = []
    for number, line in enumerate(lines[3:], start=4):
        if line and not line.startswith("#"):
            records.append(_record(path, number, line, kinds))
            if len(records) > 1 and records[-1].at < records[-2].at:
                raise BadCapture(f"{path} line {number}: is earlier than the record before it")
    return Capture(path, driver, date, frozenset(kinds), tuple(records))


def _header(path: Path, lines: list[str], number: int, name: str) -> str:
    line = lines[number - 1] if len(lines) >= number else ""
    if not line.startswith(f"{name} "):
        raise BadCapture(f'{path} line {number}: expected "{name} …"')
    return line.removeprefix(f"{name} ")


def _record(path: Path, number: int, line: str, kinds: set[str]) -> Record:
    found = _RECORD.fullmatch(line)
    if found is None:
        raise BadCapture(f"{path} line {number}: is no record of a capture")
    at = float(found["at"])
    if found["kind"]:
        kinds.add(found["kind"])
        return Record(number, at, What.OPEN)
    return Record(number, at, What(found["way"] or found["event"]), bytes.fromhex(found["hex"] or ""))
