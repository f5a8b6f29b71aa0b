# SPDX-License-Identifier: GPL-3.0-or-later
"""How the bench shows a device: pieces that look at its facts, and give its steering lines when they are touched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeAlias


class Title(NamedTuple):
    """Words in Chinese, and small beside them in English."""

    hans: str
    english: str


NOTHING = Title("", "")


class Push(NamedTuple):
    """Words on a button, and the line that it gives."""

    title: Title
    line: str


@dataclass(frozen=True)
class Switch:
    """Something that is well, or not, and both ways between."""

    title: Title
    fact: str
    """Its name among the facts; it is true while all is well."""
    well: Title
    spoil: Push
    ill: Title
    mend: Push
    plain: bool = False
    """Neither is better than the other."""


@dataclass(frozen=True)
class Option:
    """One of several things to lay down, to show, to choose."""

    value: str
    """What the fact is while this one is chosen."""
    title: Title
    take: Push
    leave: Push | None = None
    """None: it is over at once, as a code that is shown for a moment."""
    detail: Title = NOTHING
    care: bool = False
    """The detail is a warning."""


NEWEST_RECEIPT = "{receipt}"
"""In a line: the number on the newest receipt."""


@dataclass(frozen=True)
class Choice:
    """One of several, or none."""

    fact: str
    options: Callable[[date], tuple[Option, ...]]
    """Told the day, since a card may have run out."""
    icon: str = ""


@dataclass(frozen=True)
class Lamps:
    """Lamps as they shine. The fact has, for each lamp by its name, its colour; empty while it is dark."""

    fact: str
    titles: tuple[tuple[str, Title], ...]


Piece: TypeAlias = Switch | Choice | Lamps
