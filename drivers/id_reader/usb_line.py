# SPDX-License-Identifier: GPL-3.0-or-later
"""A SAM_A reader on native USB: each frame is cut in two and travels over two pairs of end points.

Preamble and length go to OUT 0x02 and come from IN 0x81, the rest goes to OUT 0x06 and comes from IN 0x85 (vendors'
restatements of GA 467). Readers that show themselves as HID wrap the frames in packets of their maker's; they are not
this.
"""

from __future__ import annotations

from drivers.transport import Line
from drivers.usb_address import UsbAddress
from drivers.usb_device import Backend, UsbDevice, libusb

_HEAD_OUT, _BODY_OUT, _HEAD_IN, _BODY_IN = _ENDPOINTS = (0x02, 0x06, 0x81, 0x85)
_HEAD = 7
"""Bytes of preamble and length."""
_START = b"\x96\x69"
_STALE = 4
"""Transfers that an earlier command may have left behind on an end point."""


class SdtUsbLine(Line):
    """Takes whole frames, one a write, and gives the bytes of replies in their order."""

    def __init__(self, address: UsbAddress, backend: Backend = libusb) -> None:
        self._device = UsbDevice(address, _ENDPOINTS, backend)
        self._head = b""
        self._owed = 0

    def read(self, seconds: float) -> bytes:
        """See `Line.read`."""
        if self._owed:
            data = self._device.read(_BODY_IN, seconds)
            self._owed = max(0, self._owed - len(data))
            return data
        data = self._device.read(_HEAD_IN, seconds)
        self._await_body(data)
        return data

    def write(self, data: bytes) -> None:
        """See `Line.write`; what an earlier command left behind is dropped first."""
        self._head, self._owed = b"", 0
        for endpoint in (_HEAD_IN, _BODY_IN):
            for _ in range(_STALE):
                if not self._device.read(endpoint, 0):
                    break
        self._device.write(_HEAD_OUT, data[:_HEAD])
        self._device.write(_BODY_OUT, data[_HEAD:])

    def close(self) -> None:
        """See `Line.close`."""
        self._device.close()

    def _await_body(self, data: bytes) -> None:
        """Learn from the head how many bytes the other end point owes; a reader may send some of them behind it."""
        self._head = (self._head + data)[-64:]
        _, start, behind = self._head.partition(_START)
        if start and len(behind) >= 2:
            self._owed = max(0, int.from_bytes(behind[:2], "big") - len(behind[2:]))
            self._head = b""
