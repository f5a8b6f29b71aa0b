# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands on a document, as data: blocks from top to bottom, with places for what differs from one to the next.

Templates of what citizens sign lie in assets/templates; those of certificates are the platform's. `{name}` in a text
is the value of that name; a block with `if: name` is there only when that value is not empty. A table's rows are values
too. A template that asks for a value nobody gave is a mistake.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

from assets import asset
from printers.document.marks import Stroke
from printers.document.typeface import Weight

Align: TypeAlias = Literal["left", "centre", "right"]


class _Block(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="block", kw_only=True):
    if_: str = msgspec.field(default="", name="if")
    above: float = 0.0
    """White above it, in points."""


class Title(_Block, frozen=True, tag="title"):
    """The document's title (标题), centred."""

    text: str
    size: float = 22.0


class Line(_Block, frozen=True, tag="line"):
    """A short text on a line of its own, such as the number (编号)."""

    text: str
    size: float = 11.0
    align: Align = "left"
    weight: Weight = "regular"


class Paragraph(_Block, frozen=True, tag="paragraph"):
    """Running text, filled to both margins, its first line indented by two characters."""

    text: str
    size: float = 14.0
    indent: bool = True
    weight: Weight = "regular"


class Items(_Block, frozen=True, tag="items"):
    """Numbered texts: those of the template, or the value `of`, a list."""

    texts: tuple[str, ...] = ()
    of: str = ""
    size: float = 14.0
    number: Literal["一、", "1.", "（一）"] = "1."
    grey: float = 0.0


class Facts(_Block, frozen=True, tag="facts"):
    """Pairs of name and value in a grid with hairlines: rows of one or two pairs each, or the value `of`."""

    rows: tuple[tuple[tuple[str, str], ...], ...] = ()
    of: str = ""
    size: float = 12.0


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One column of a table: its heading, its part of the width, and how its cells stand."""

    head: str
    part: Annotated[float, Meta(gt=0)]
    align: Align = "centre"


class Table(_Block, frozen=True, tag="table"):
    """A table with a heading; `rows` names the value, a list of rows of texts; `total` one more row, set apart."""

    columns: Annotated[tuple[Column, ...], Meta(min_length=1)]
    rows: str
    total: tuple[str, ...] = ()
    size: float = 11.0


class SignOff(_Block, frozen=True, tag="sign_off"):
    """Who issues it and when (落款), to the right; with `seal`, the seal's place is over the date."""

    office: str
    date: str
    size: float = 14.0
    seal: bool = False


class Signed(_Block, frozen=True, tag="signed"):
    """Where the citizen has signed, beside a label, with the date; the value `ink` is what was drawn."""

    label: str
    date: str
    ink: str = "ink"
    size: float = 14.0


class Verification(_Block, frozen=True, tag="verification"):
    """At the foot of the last page: a QR code, and beside it how to check the document (验真)."""

    payload: str
    lines: tuple[str, ...]
    alternative: str
    """What the code is, for a reading voice."""
    size: float = 10.0


Block: TypeAlias = Title | Line | Paragraph | Items | Facts | Table | SignOff | Signed | Verification


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole document."""

    title: str
    """In the document's properties."""
    language: str
    blocks: Annotated[tuple[Block, ...], Meta(min_length=1)]
    foot: str = ""
    """At the foot of each page, before the page's number."""


@dataclass(frozen=True)
class Values:
    """What differs from one document to the next; `repr` shows nothing of it."""

    texts: Mapping[str, str] = field(repr=False)
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)
    rows: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict, repr=False)
    ink: Sequence[Stroke] = field(default=(), repr=False)
    """A signature's strokes, in millimetres from the upper left corner of its field."""
    field_size: tuple[float, float] = (60.0, 20.0)
    """Width and height of that field, in millimetres."""

    def fill(self, text: str) -> str:
        """Return a text of a template with its places filled; raises KeyError for a value that is not there."""
        return _PLACE.sub(lambda place: self.texts[place[1]], text)


_PLACE = re.compile(r"\{([a-z_]+)\}")


def load_template(name: str) -> Template:
    """Return a shipped template by its name; raises as `read_template`."""
    return read_template(asset("templates", f"{name}.yaml"))


@cache
def read_template(file: Path) -> Template:
    """Return the template in a file; raises FileNotFoundError, or msgspec.ValidationError when it is none."""
    return msgspec.yaml.decode(file.read_bytes(), type=Template)
