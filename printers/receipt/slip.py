# SPDX-License-Identifier: GPL-3.0-or-later
"""The receipt (回执) as a value: what it says, part by part from the top, not how it looks.

Every paper of the terminal is one: the receipt of a case, an answer to take home, a payment, a queue ticket.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TypeAlias


@dataclass(frozen=True)
class Title:
    """What the paper is about, largest: the service's name (事项名称)."""

    text: str

    def __post_init__(self) -> None:
        _demand("title", self.text)


@dataclass(frozen=True)
class Banner:
    """One bold line in the middle: the state, which never says more than the truth, or a last word."""

    text: str

    def __post_init__(self) -> None:
        _demand("banner", self.text)


@dataclass(frozen=True)
class Number:
    """A number to be read aloud (流水号), in groups of four; a short one, as of a queue, is seen from afar.

    Blanks and hyphens in it do not count.
    """

    label: str
    number: str

    def __post_init__(self) -> None:
        _demand("number", self.number)

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the groups of four; a last character is never left alone."""
        plain = "".join(character for character in self.number if character not in " -")
        cuts = [*range(0, max(len(plain) - 1, 1), 4), len(plain)]
        return tuple(plain[start:end] for start, end in pairwise(cuts))


@dataclass(frozen=True)
class Code:
    """A QR code (二维码) and what it is for."""

    payload: str
    caption: str = ""

    def __post_init__(self) -> None:
        _demand("code", self.payload)


@dataclass(frozen=True)
class Rows:
    """Keys and values, in order; values about a person come masked (4452**********0021)."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Amounts:
    """Sums of money in yuan (元), the decimal points under each other, and what they come to.

    Raises ValueError for a sum that is no whole number of fen (分).
    """

    items: tuple[tuple[str, Decimal], ...]
    total: tuple[str, Decimal] | None = None

    def __post_init__(self) -> None:
        for _, amount in (*self.items, *((self.total,) if self.total else ())):
            if amount != amount.quantize(Decimal("0.01")):
                raise ValueError(f"{amount} is no whole number of fen")


@dataclass(frozen=True)
class Lines:
    """Sentences, each of which starts its own line."""

    texts: tuple[str, ...]
    strong: bool = False


Part: TypeAlias = Title | Banner | Number | Code | Rows | Amounts | Lines


@dataclass(frozen=True)
class Receipt:
    """Sections from the top, a dotted rule between each two; an empty one is left out.

    `marks` stand in frames above everything else: that it is a second paper (补打), or one of a demo (演示).
    """

    sections: tuple[tuple[Part, ...], ...]
    marks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not any(isinstance(part, Title) for part in self.parts):
            raise ValueError("a receipt without a title")

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return all parts, from the top."""
        return tuple(part for section in self.sections for part in section)


def _demand(name: str, text: str) -> None:
    if not text.strip():
        raise ValueError(f"an empty {name}")
