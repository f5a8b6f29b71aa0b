# SPDX-License-Identifier: GPL-3.0-or-later
"""Every class of devices that can be emulated: a module each, called as the device is in terminal.toml."""

from __future__ import annotations

import importlib
from typing import Any

from kiosk.demo.steering import Emulated

DEVICES = (
    "id_reader",
    "social_card",
    "travel_document",
    "scanner",
    "keyboard_scanner",
    "face_camera",
    "document_camera",
    "signature",
    "guide_lights",
    "presence",
    "ups",
    "receipt_printer",
    "document_printer",
)
"""In the order in which they are listed. A module is loaded when its device is asked for."""


def emulated(name: str) -> Emulated[Any]:
    """Return how a class is emulated; `name` is one of DEVICES."""
    declared = importlib.import_module(f"kiosk.demo.emulators.{name}").DEVICE
    if not isinstance(declared, Emulated):
        raise TypeError(f"kiosk.demo.emulators.{name} declares no device")
    return declared
