# SPDX-License-Identifier: GPL-3.0-or-later
"""Drivers for signature pads (签名屏), as terminal.toml names them."""

from __future__ import annotations

import re

from drivers.driver import Driver
from drivers.settings import Number, Text
from drivers.signature.contract import INTERFACE
from drivers.signature.strokes import MOST_MILLIMETRES


def _is_event_node(path: str) -> bool:
    """The numbers of /dev/input/event3 change from one start of the machine to the next."""
    return re.fullmatch(r"/dev/input/(by-id|by-path)/[^/]+", path) is not None


def _is_length(value: float) -> bool:
    return 0 <= value <= MOST_MILLIMETRES


_LENGTH = Number(f"millimetres, up to {MOST_MILLIMETRES:g}, or 0 for what the pad tells", _is_length, default=0.0)

DRIVERS = (
    Driver(
        INTERFACE,
        "evdev",
        {
            "node": Text('an event node such as "/dev/input/by-id/usb-…-event-mouse"', _is_event_node),
            "width": _LENGTH,
            "height": _LENGTH,
        },
        opens="drivers.signature.evdev:EvdevPad",
    ),
)
