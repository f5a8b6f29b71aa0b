# SPDX-License-Identifier: GPL-3.0-or-later
"""Glyphs of a TrueType font, as bytes of its `glyf` table and as outlines (OpenType specification, `glyf`)."""

from __future__ import annotations

import struct
from typing import Any, NamedTuple

from printers.document.typeface import Typeface

_ON_CURVE, _X_SHORT, _Y_SHORT, _REPEAT, _X_SAME, _Y_SAME = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20


class Corner(NamedTuple):
    """A point of an outline, in thousandths of an em; off the curve it is a control point of a quadratic one."""

    x: float
    y: float
    on: bool


def glyph_bytes(typeface: Typeface, glyph: int) -> bytes:
    """Return a glyph as the font file has it; nothing for one without ink.

    Raises ValueError for a glyph made of other glyphs: the shipped fonts have none.
    """
    face: Any = typeface.face
    start: int = face.get_table_pos("glyf")[0]
    data = bytes(face._ttf_data[start + face.glyphPos[glyph] : start + face.glyphPos[glyph + 1]])  # noqa: SLF001
    if data[:1] >= b"\x80":
        raise ValueError("a composite glyph")
    return data


def outline(typeface: Typeface, glyph: int) -> list[list[Corner]]:
    """Return the contours of a glyph."""
    data = glyph_bytes(typeface, glyph)
    return _contours(data) if data else []


def _contours(data: bytes) -> list[list[Corner]]:
    count: int = struct.unpack_from(">h", data)[0]
    ends = struct.unpack_from(f">{count}H", data, 10)
    position = 10 + 2 * count
    position += 2 + struct.unpack_from(">H", data, position)[0]  # hints
    flags: list[int] = []
    while len(flags) <= ends[-1]:
        flag = data[position]
        again = data[position + 1] if flag & _REPEAT else 0
        position += 2 if flag & _REPEAT else 1
        flags += [flag] * (1 + again)
    xs, position = _along(data, position, flags, _X_SHORT, _X_SAME)
    ys, position = _along(data, position, flags, _Y_SHORT, _Y_SAME)
    corners = [Corner(x, y, bool(flag & _ON_CURVE)) for x, y, flag in zip(xs, ys, flags, strict=True)]
    starts = (0, *(end + 1 for end in ends))
    return [corners[start : end + 1] for start, end in zip(starts, ends, strict=False)]


def _along(data: bytes, position: int, flags: list[int], short: int, same: int) -> tuple[list[int], int]:
    """Return the coordinates along one axis, and where the next thing begins."""
    at, places = 0, []
    for flag in flags:
        if flag & short:
            at += data[position] if flag & same else -data[position]
            position += 1
        elif not flag & same:
            at += struct.unpack_from(">h", data, position)[0]
            position += 2
        places.append(at)
    return places, position
