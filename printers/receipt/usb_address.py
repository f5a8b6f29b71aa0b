# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of printers on native USB.

`usb://VVVV:PPPP` is vendor and product in hexadecimal, as `lsusb` prints them. Where several alike are plugged in,
`?at=1-2.3` names the socket as the kernel does (bus 1, port 2 of it, port 3 of the hub there), and `?serial=…` the
printer. The address on the bus is no name: it changes each time that the printer is plugged in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_URL = re.compile(r"usb://([0-9A-Fa-f]{4}):([0-9A-Fa-f]{4})(?:\?(?:serial=(.+)|at=([0-9]+-[0-9]+(?:\.[0-9]+)*)))?")


@dataclass(frozen=True)
class UsbAddress:
    """Which printer is meant."""

    vendor: int
    product: int
    serial: str | None = None
    at: str | None = None
    """The socket: bus and ports, as in /sys/bus/usb/devices."""


def is_usb(port: str) -> bool:
    """Tell whether a port is meant to be on native USB."""
    return port.startswith("usb://")


def usb_address(port: str) -> UsbAddress:
    """Return what a `usb://` port names; raises ValueError."""
    found = _URL.fullmatch(port)
    if found is None:
        raise ValueError(f"port {port!r}: expected usb://VVVV:PPPP, with ?at=1-2.3 or ?serial=… where needed")
    vendor, product, serial, at = found.groups()
    return UsbAddress(int(vendor, 16), int(product, 16), serial, at)
