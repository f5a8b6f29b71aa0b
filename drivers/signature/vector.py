# SPDX-License-Identifier: GPL-3.0-or-later
"""A signature without dots: as SVG to be looked at, and as its points to be kept and judged."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated

import msgspec
import numpy as np
from msgspec import Meta

from drivers.signature.ink import Floats, nib, trace
from drivers.signature.strokes import MOST_MILLIMETRES, MOST_POINTS, MOST_STROKES, Point, Signature

INK = "#161e45"

_WIDTHS = 24
"""Different widths of line in an SVG; from one to the next nobody sees a step."""

_FORMAT = "kiosk-signature"
_UNIT = 0.01
"""Millimetres."""

_Length = Annotated[int, Meta(ge=0, le=round(MOST_MILLIMETRES / _UNIT))]
_Time = Annotated[int, Meta(ge=0)]
_Felt = Annotated[int, Meta(ge=0, le=1000)]


class _Stroke(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One stroke, a list for each axis."""

    x: list[_Length]
    """Hundredths of a millimetre from the left edge."""
    y: list[_Length]
    """Hundredths of a millimetre from the upper edge."""
    t: list[_Time]
    """Milliseconds since the first point of the signature."""
    p: list[_Felt] | None = None
    """Pressure in thousandths, where it is felt."""


class _Document(msgspec.Struct, forbid_unknown_fields=True):
    """A signature (签名)."""

    format: Annotated[str, Meta(pattern=f"^{_FORMAT}$")]
    version: Annotated[int, Meta(ge=1, le=1)]
    width: Annotated[int, Meta(gt=0, le=round(MOST_MILLIMETRES / _UNIT))]
    """Of the field, in hundredths of a millimetre."""
    height: Annotated[int, Meta(gt=0, le=round(MOST_MILLIMETRES / _UNIT))]
    strokes: Annotated[list[_Stroke], Meta(max_length=MOST_STROKES)]


SCHEMA = msgspec.json.schema(_Document)
"""JSON Schema (draft 2020-12) of what `to_json` writes."""

_decoder = msgspec.json.Decoder(_Document)


def to_json(signature: Signature) -> bytes:
    """Return the points as compact JSON; see `SCHEMA`."""
    strokes = [
        _Stroke(
            [_hundredths(point.x) for point in stroke],
            [_hundredths(point.y) for point in stroke],
            [round(point.t * 1000) for point in stroke],
            None
            if any(point.pressure is None for point in stroke)
            else [round((point.pressure or 0) * 1000) for point in stroke],
        )
        for stroke in signature.strokes
    ]
    document = _Document(_FORMAT, 1, _hundredths(signature.width), _hundredths(signature.height), strokes)
    return msgspec.json.encode(document)


def from_json(data: bytes) -> Signature:
    """Return the signature that `to_json` has written; raises ValueError for anything else."""
    if len(data) > 64 * MOST_POINTS:
        raise ValueError("more ink than a signature has")
    try:
        document = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise ValueError("this is no signature") from None  # its own text would quote what stands there
    strokes = []
    for stroke in document.strokes:
        felt = [None] * len(stroke.x) if stroke.p is None else [value / 1000 for value in stroke.p]
        if not len(stroke.x) == len(stroke.y) == len(stroke.t) == len(felt):
            raise ValueError("a stroke whose lists differ in length")
        strokes.append(
            [
                Point(x * _UNIT, y * _UNIT, t / 1000, pressure)
                for x, y, t, pressure in zip(stroke.x, stroke.y, stroke.t, felt, strict=True)
            ]
        )
    return Signature.from_strokes(strokes, width=document.width * _UNIT, height=document.height * _UNIT)


def svg(signature: Signature, *, ink: str = INK) -> str:
    """Return the whole field as SVG, its size in millimetres, ink on nothing. `ink` is a colour of CSS."""
    width = nib(signature)
    paths = [
        f'<path stroke-width="{_number(thick)}" d="{path}"/>'
        for stroke in signature.strokes
        for thick, path in _paths(trace(stroke, width), width / _WIDTHS)
    ]
    size = f"{_number(signature.width)} {_number(signature.height)}"
    across, down = size.split()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across}mm" height="{down}mm" viewBox="0 0 {size}">'
        f'<g fill="none" stroke="{ink}" stroke-linecap="round" stroke-linejoin="round">{"".join(paths)}</g></svg>'
    )


def _paths(line: Floats, step: float) -> list[tuple[float, str]]:
    """Cut a line into pieces of one width each; every piece begins where the one before it has ended."""
    if len(line) == 1:
        line = np.repeat(line, 2, axis=0)
    widths = np.maximum(1, np.rint((line[:-1, 2] + line[1:, 2]) / step))
    pieces = []
    for thick, legs in groupby(range(len(widths)), key=lambda leg: widths[leg]):
        first, *_, last = (*legs,) * 2
        corners = line[first : last + 2, :2]
        pieces.append((float(thick) * step, "M" + " ".join(f"{_number(x)},{_number(y)}" for x, y in corners)))
    return pieces


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def _hundredths(millimetres: float) -> int:
    return round(millimetres / _UNIT)
