# SPDX-License-Identifier: GPL-3.0-or-later
"""A receipt printer on native USB, by libusb: one bulk end point each way (USB Printer Class 1.1, protocol 1 or 2).

The kernel's own driver for printers (usblp) binds itself to every printer; whoever names a printer as this terminal's
takes it from that driver for as long as the line is open. A printer that presents itself with the maker's own class is
taken where it has both end points.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import math
import time
from collections.abc import Callable
from typing import Any

import usb.backend.libusb1  # type: ignore[import-untyped] # pyusb has no types
import usb.core  # type: ignore[import-untyped]
import usb.util  # type: ignore[import-untyped]

from printers.contract import Trouble
from printers.receipt.line import Line, LinkError
from printers.receipt.usb_address import UsbAddress

_CHUNK = 4096
"""Bytes of one reading; a multiple of every packet size, so that no packet is cut."""
_PIECE = 16_384
"""Bytes of one transfer to the printer."""
_PRINTER, _VENDOR = 7, 0xFF
"""Interface classes."""
_BULK = 2

Backend = Callable[[], Any]
"""Returns what pyusb calls a backend (`usb.backend.IBackend`), or None where there is no libusb."""


@functools.cache  # pyusb writes a line into the log each time that it finds none
def libusb() -> Any:
    """Return the backend that talks to real devices; None where libusb-1.0 is not installed."""
    return usb.backend.libusb1.get_backend()


class UsbLine(Line):
    """The printer at `address`, its interface claimed for ourselves alone."""

    def __init__(self, address: UsbAddress, answer_within: float, backend: Backend | None = None) -> None:
        bus = (backend or libusb)()
        if bus is None:
            raise LinkError("libusb-1.0 is not installed", Trouble.ABSENT)
        self._answer_within = answer_within
        self._taken_from_kernel = False
        try:
            self._device = _find(address, bus)
            try:
                self._interface, self._out, self._in = _way(self._device)
                self._claim()
            except BaseException:
                self.close()
                raise
        except usb.core.USBError as error:
            raise _why_not_opened(error) from None
        except NotImplementedError:
            raise LinkError("the system cannot use the USB printer", Trouble.REFUSED) from None

    def read(self) -> bytes:
        """See `Line.read`. A printer without a way back says nothing."""
        return self._receive(self._answer_within)

    def write(self, data: bytes, within: float) -> None:
        """See `Line.write`."""
        until = time.monotonic() + within
        while data:
            left = max(1, math.ceil((until - time.monotonic()) * 1000))  # libusb waits for ever when told 0
            try:
                taken = self._device.write(self._out, data[:_PIECE], left)
            except usb.core.USBTimeoutError:
                taken = 0
            except (usb.core.USBError, NotImplementedError) as error:
                raise self._broke(error, self._out) from None
            data = data[taken:]
            if data and time.monotonic() >= until:
                raise LinkError("the printer takes no more data", Trouble.SILENT)

    def forget(self) -> None:
        """See `Line.forget`."""
        while self._receive(0.0):
            pass

    def close(self) -> None:
        """See `Line.close`."""
        with contextlib.suppress(usb.core.USBError):
            usb.util.dispose_resources(self._device)
        if self._taken_from_kernel:
            self._taken_from_kernel = False
            with contextlib.suppress(usb.core.USBError, NotImplementedError):
                self._device.attach_kernel_driver(self._interface)
                usb.util.dispose_resources(self._device)

    def _claim(self) -> None:
        with contextlib.suppress(NotImplementedError, usb.core.USBError):  # what cannot be taken cannot be claimed
            if self._device.is_kernel_driver_active(self._interface):
                self._device.detach_kernel_driver(self._interface)
                self._taken_from_kernel = True
        usb.util.claim_interface(self._device, self._interface)

    def _receive(self, seconds: float) -> bytes:
        if self._in is None:
            time.sleep(seconds)
            return b""
        until = time.monotonic() + seconds
        while True:
            left = max(1, math.ceil((until - time.monotonic()) * 1000))
            try:
                data = bytes(self._device.read(self._in, _CHUNK, left))
            except usb.core.USBTimeoutError:
                return b""
            except (usb.core.USBError, NotImplementedError) as error:
                raise self._broke(error, self._in) from None
            if data or time.monotonic() >= until:
                return data
            # A packet without bytes only ends a transfer; some printers send one each time that they are asked.
            time.sleep(0.002)

    def _broke(self, error: Any, endpoint: int) -> LinkError:
        if getattr(error, "errno", None) == errno.EPIPE:
            # A stalled end point stays so until it is told; whoever opens the printer anew finds it ready.
            with contextlib.suppress(usb.core.USBError):
                self._device.clear_halt(endpoint)
        return LinkError("the USB printer has gone or fails", Trouble.LOST)


def _find(address: UsbAddress, bus: Any) -> Any:
    alike = list(usb.core.find(find_all=True, backend=bus, idVendor=address.vendor, idProduct=address.product) or ())
    if address.at is not None:
        alike = [device for device in alike if _socket(device) == address.at]
    if address.serial is not None:
        alike = [device for device in alike if _serial(device) == address.serial]
    if not alike:
        raise LinkError("no such USB printer is plugged in", Trouble.ABSENT)
    if len(alike) > 1:
        sockets = ", ".join(sorted(f"?at={_socket(device)}" for device in alike))
        raise LinkError(f"{len(alike)} such USB printers are plugged in; name one: {sockets}", Trouble.REFUSED)
    return alike[0]


def _socket(device: Any) -> str:
    return f"{device.bus}-{'.'.join(map(str, device.port_numbers or ()))}"


def _serial(device: Any) -> str | None:
    """Asking for it opens the device; pyusb answers ValueError where the right to do so is lacking."""
    try:
        return None if not device.iSerialNumber else str(device.serial_number)
    except ValueError:
        raise LinkError("no right to the USB printer", Trouble.REFUSED) from None
    finally:
        usb.util.dispose_resources(device)


def _way(device: Any) -> tuple[int, int, int | None]:
    """Return interface, end point to the printer and end point from it; a printer's own class goes before a maker's."""
    try:
        configuration = device.get_active_configuration()
    except usb.core.USBError as error:
        if error.errno is not None:
            raise
        device.set_configuration()  # plugged in and never configured
        configuration = device.get_active_configuration()
    ways = []
    for interface in configuration:
        if interface.bAlternateSetting or interface.bInterfaceClass not in {_PRINTER, _VENDOR}:
            continue
        bulk = [end.bEndpointAddress for end in interface if end.bmAttributes & 3 == _BULK]
        to = [end for end in bulk if not end & usb.util.ENDPOINT_IN]
        back = [end for end in bulk if end & usb.util.ENDPOINT_IN]
        if to and (back or interface.bInterfaceClass == _PRINTER):
            ways.append((interface.bInterfaceClass, interface.bInterfaceNumber, to[0], back[0] if back else None))
    if not ways:
        raise LinkError("the USB device has no end points of a printer", Trouble.REFUSED)
    _, number, out, back_end = min(ways, key=lambda way: (way[0], way[3] is None))
    return number, out, back_end


def _why_not_opened(error: Any) -> LinkError:
    if error.errno in {errno.EACCES, errno.EPERM}:
        return LinkError("no right to the USB printer", Trouble.REFUSED)
    if error.errno == errno.EBUSY:
        return LinkError("another program holds the USB printer", Trouble.REFUSED)
    return LinkError("the USB printer cannot be opened", Trouble.ABSENT)
