# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be drawn on an event node, or that it is not that of a pad."""

from __future__ import annotations

from drivers.event_node import EV_ABS, EV_KEY, EventNode
from drivers.signature.pen import (
    ABS_MT_POSITION_X,
    ABS_MT_POSITION_Y,
    ABS_MT_PRESSURE,
    ABS_MT_SLOT,
    ABS_PRESSURE,
    ABS_X,
    ABS_Y,
    BTN_TOUCH,
    Shape,
)


def shape_of(node: EventNode) -> Shape:
    """Return which axes and buttons a pad has. Raises the node's own error when it is no pad."""
    axes, keys = node.codes(EV_ABS), node.codes(EV_KEY)
    if {ABS_X, ABS_Y} <= axes:
        x, y, pressure, slot = ABS_X, ABS_Y, ABS_PRESSURE, None
    elif {ABS_MT_SLOT, ABS_MT_POSITION_X, ABS_MT_POSITION_Y} <= axes:
        x, y, pressure, slot = ABS_MT_POSITION_X, ABS_MT_POSITION_Y, ABS_MT_PRESSURE, node.axis(ABS_MT_SLOT).value
    else:
        raise node.unfit("nothing can be drawn on this event node; the pad has another")
    if slot is None and BTN_TOUCH not in keys and ABS_PRESSURE not in axes:
        raise node.unfit("this event node does not tell when it is touched; the pad has another")
    felt = node.axis(pressure) if pressure in axes else None
    if felt is not None and felt.most <= felt.least:
        felt = None
    return Shape(node.axis(x), node.axis(y), felt, slot, BTN_TOUCH in keys)
