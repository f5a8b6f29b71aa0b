# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulated USB bus and what another program does on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import usb.core  # type: ignore[import-untyped] # pyusb has no types
import usb.util  # type: ignore[import-untyped]

from drivers.id_reader.emulator.usb import UsbBus


@contextmanager
def held_by_another_program(bus: UsbBus) -> Iterator[None]:
    """Claim the first device as another program would, by pyusb as well."""
    device = usb.core.find(backend=bus)
    usb.util.claim_interface(device, 0)
    try:
        yield
    finally:
        usb.util.dispose_resources(device)
