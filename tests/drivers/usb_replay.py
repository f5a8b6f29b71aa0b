# SPDX-License-Identifier: GPL-3.0-or-later
"""A USB device beneath the real libusb: descriptors and a conversation that umockdev plays in the kernel's place."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

HUB = "/devices/pci0000:00/0000:00:14.0/usb1"
SOCKET = "1-2"
_READ = 4096
_BULK = 3


def descriptors(endpoints: Sequence[int], *, vendor: int = 0x0400, product: int = 0xC35A) -> bytes:
    """Return device, configuration, interface and end points as the device sends them (USB 2.0 ch. 9.6)."""
    device = struct.pack("<BBHBBBBHHHBBBB", 18, 1, 0x0110, 0, 0, 0, 8, vendor, product, 0x0063, 0, 0, 0, 1)
    points = b"".join(struct.pack("<BBBBHB", 7, 5, endpoint, 2, 64, 0) for endpoint in endpoints)
    interface = struct.pack("<BBBBBBBBB", 9, 4, 0, 0, len(endpoints), 0xFF, 0, 0, 0)
    length = 9 + len(interface) + len(points)
    return device + struct.pack("<BBHBBBBB", 9, 2, length, 1, 1, 0, 0x80, 250) + interface + points


def describe(file: Path, device: bytes) -> None:
    """Write the device, in the first hub's second port, in the form of umockdev-record."""
    hub = struct.pack("<BBHBBBBHHHBBBB", 18, 1, 0x0200, 9, 0, 0, 64, 0x1D6B, 2, 0x0600, 0, 0, 0, 1)
    hub += struct.pack("<BBHBBBBB", 9, 2, 25, 1, 1, 0, 0xE0, 0) + struct.pack("<BBBBBBBBB", 9, 4, 0, 0, 1, 9, 0, 0, 0)
    hub += struct.pack("<BBBBHB", 7, 5, 0x81, 3, 4, 12)
    file.write_text(_entry(f"{HUB}/{SOCKET}", 4, device) + _entry(HUB, 1, hub), encoding="ascii")


def _entry(path: str, number: int, sent: bytes) -> str:
    return f"""P: {path}
N: bus/usb/001/{number:03d}={sent.hex().upper()}
E: BUSNUM=001
E: DEVNUM={number:03d}
E: DEVNAME=/dev/bus/usb/001/{number:03d}
E: DEVTYPE=usb_device
E: SUBSYSTEM=usb
A: busnum=1\\n
A: devnum={number}\\n
A: bConfigurationValue=1\\n
A: bNumConfigurations=1\\n
A: speed=12\\n
H: descriptors={sent.hex().upper()}

"""


class Recording:
    """Transfers as usbmon would have seen them, in a pcap file (LINKTYPE_USB_LINUX_MMAPPED)."""

    def __init__(self) -> None:
        self._packets: list[bytes] = []

    def host_sends(self, endpoint: int, length: int) -> None:
        """So many bytes go out; umockdev compares no content on an end point with an even number."""
        self._transfer(endpoint, length, length, b"")

    def device_sends(self, endpoint: int, data: bytes) -> None:
        """These bytes answer a reading."""
        self._transfer(endpoint, _READ, len(data), data)

    def write(self, file: Path) -> None:
        """Write the whole recording."""
        file.write_bytes(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 220) + b"".join(self._packets))

    def _transfer(self, endpoint: int, asked: int, done: int, data: bytes) -> None:
        number = len(self._packets)
        self._packet(number, b"S", endpoint, asked, b"")
        self._packet(number, b"C", endpoint, done, data)

    def _packet(self, number: int, event: bytes, endpoint: int, length: int, data: bytes) -> None:
        at = len(self._packets)
        head = struct.pack("<Q c BBBHBB qii II Q iiII".replace(" ", ""), number + 1, event, _BULK, endpoint, 4, 1, 0, 0,
                           0, at, 0, length, len(data), 0, 0, 0, 0, 0)  # fmt: skip
        size = len(head) + len(data)
        self._packets.append(struct.pack("<IIII", 0, at, size, size) + head + data)
