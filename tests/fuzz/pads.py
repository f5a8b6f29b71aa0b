# SPDX-License-Identifier: GPL-3.0-or-later
"""The parsers of what pads tell of a pen, and of signatures that were kept."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from drivers.event_node import EV_ABS, EV_KEY, EV_SYN, SYN_REPORT, Axis, EventNode
from drivers.signature.collecting import Ink, Paper
from drivers.signature.contract import PadAbsent, TooMuchInk
from drivers.signature.pen import (
    ABS_MT_POSITION_X,
    ABS_MT_POSITION_Y,
    ABS_MT_SLOT,
    ABS_MT_TRACKING_ID,
    ABS_PRESSURE,
    ABS_X,
    ABS_Y,
    BTN_TOUCH,
    Pen,
    Sample,
    Shape,
)
from drivers.signature.picture import png
from drivers.signature.strokes import Signature
from drivers.signature.vector import from_json, svg, to_json
from tests.fuzz.other_side import as_node, packed
from tests.fuzz.parser import whole

_AXIS, _FELT = Axis(0, 0, 12_000, 0), Axis(0, 0, 2047, 0)
_PADS = (
    Shape(_AXIS, _AXIS, _FELT, None, has_touch=True),
    Shape(_AXIS, Axis(5, -1, -1, 100), None, None, has_touch=True),
    Shape(_AXIS, _AXIS, _FELT, None, has_touch=False),
    Shape(_AXIS, _AXIS, None, 0, has_touch=True),
)


def _samples(node: EventNode, pen: Pen) -> Iterator[Sample]:
    with contextlib.suppress(PadAbsent):  # the end of the pipe
        while True:
            for event in node.read(0):
                if (sample := pen.feed(event)) is not None:
                    yield sample


def _draw(data: bytes) -> None:
    shape = _PADS[data[0] % len(_PADS)] if data else _PADS[0]
    ink = Ink(Paper(shape, 150.0, 80.0))
    with as_node(data[1:]) as path:
        node = EventNode(path, PadAbsent, "pad")
        try:
            for _ in ink.take(_samples(node, Pen(shape))):
                pass
        finally:
            node.close()
    _use(ink.signature())


def _use(signature: Signature) -> None:
    """Do with a signature what is done with it: keep, show, print."""
    assert from_json(to_json(signature)).amount is signature.amount
    svg(signature)
    if signature.strokes:
        png(signature, dpi=100)


def _stroke() -> Iterator[tuple[int, int, int]]:
    for at in range(12):
        yield EV_ABS, ABS_X, 900 * at
        yield EV_ABS, ABS_Y, 4000 + 700 * (at % 3)
        yield EV_ABS, ABS_PRESSURE, 100 * at + 1
        yield EV_KEY, BTN_TOUCH, 1
        yield EV_SYN, SYN_REPORT, 0
    yield EV_ABS, ABS_PRESSURE, 0
    yield EV_KEY, BTN_TOUCH, 0
    yield EV_SYN, SYN_REPORT, 0


def _finger() -> Iterator[tuple[int, int, int]]:
    yield EV_ABS, ABS_MT_SLOT, 0
    yield EV_ABS, ABS_MT_TRACKING_ID, 7
    for at in range(12):
        yield EV_ABS, ABS_MT_POSITION_X, 900 * at
        yield EV_ABS, ABS_MT_POSITION_Y, 3000 + 500 * (at % 5)
        yield EV_SYN, SYN_REPORT, 0
    yield EV_ABS, ABS_MT_TRACKING_ID, -1
    yield EV_SYN, SYN_REPORT, 0


_SIGNED = (
    b'{"format":"kiosk-signature","version":1,"width":15000,"height":8000,"strokes":['
    b'{"x":[100,900,2000],"y":[100,800,900],"t":[0,10,20],"p":[100,500,900]},{"x":[5000],"y":[4000],"t":[700]}]}'
)


_BLOCKS = 512 * 1024
"""numpy keeps up to seven freed blocks of each small size, and curves are of many sizes."""

PADS = (
    whole(
        "signature.pen",
        _draw,
        (b"\0" + packed(*_stroke()), b"\3" + packed(*_finger())),
        TooMuchInk,
        seconds=6.0,
        examples=6,
        tables=_BLOCKS,
    ),
    whole("signature.points", lambda data: _use(from_json(data)), (_SIGNED,), ValueError, seconds=6.0, examples=10),
)
