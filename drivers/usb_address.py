# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of devices on native USB.

`usb://VVVV:PPPP` is vendor and product in hexadecimal, as `lsusb` prints them. Where several alike are plugged in,
`?at=1-2.3` names the socket as the kernel does (bus 1, port 2 of it, port 3 of the hub there), and `?serial=…` the
device. The address on the bus is no name: it changes each time that the device is plugged in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from drivers.contract import ConfigurationError

_URL = re.compile(r"usb://([0-9A-Fa-f]{4}):([0-9A-Fa-f]{4})(?:\?(?:serial=(.+)|at=([0-9]+-[0-9]+(?:\.[0-9]+)*)))?")


@dataclass(frozen=True, slots=True)
class UsbAddress:
    """Which device is meant."""

    vendor: int
    product: int
    serial: str | None = None
    at: str | None = None
    """The socket: bus and ports, as in /sys/bus/usb/devices."""


def is_usb(port: str) -> bool:
    """Whether a port is meant to be a USB device."""
    return port.startswith("usb://")


def usb_address(port: str) -> UsbAddress:
    """Return what a `usb://` port names; raises `ConfigurationError`."""
    found = _URL.fullmatch(port)
    if found is None:
        raise ConfigurationError(f"port {port!r}: expected usb://VVVV:PPPP, with ?at=1-2.3 or ?serial=… where needed")
    vendor, product, serial, at = found.groups()
    return UsbAddress(int(vendor, 16), int(product, 16), serial, at)
