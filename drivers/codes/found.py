# SPDX-License-Identifier: GPL-3.0-or-later
"""A code that was found in a picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from drivers.scanner.code import Symbology

Point: TypeAlias = tuple[float, float]
"""Pixels from the picture's left edge and from its top."""
Corners: TypeAlias = tuple[Point, Point, Point, Point]
"""The code's own top left, top right, bottom right and bottom left, however it is turned."""


class Decoder(StrEnum):
    """Who read a code."""

    ZXING = "zxing-cpp"
    ZBAR = "zbar"
    WECHAT = "wechat"


@dataclass(frozen=True, slots=True)
class FoundCode:
    """What a picture showed. It is data of an unknown hand: never a command, and no address to open.

    `repr` and `str` show nothing of it, for it may be somebody's electronic identity.
    """

    symbology: Symbology
    data: bytes = field(repr=False)
    """The bytes that the code holds; those of all its parts where it is spread over several symbols."""
    text: str | None = field(repr=False)
    """The bytes as text, in the encoding that the code names, or else in the one that they are; None when no text."""
    corners: Corners
    """Where it is; of a code in several symbols, the first one."""
    decoder: Decoder
