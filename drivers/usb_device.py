# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices on native USB, by libusb: found by vendor and product, claimed for ourselves alone, spoken to by transfers.

A kernel driver that holds the device is left in place: what the kernel knows how to use (a keyboard, a HID reader) does
not speak the protocol that was asked for.
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

from drivers.contract import Action, ConfigurationError, DeviceState
from drivers.transport import LineError, LineLost, PortAbsent, PortForbidden, PortInUse
from drivers.usb_address import UsbAddress

_CHUNK = 4096
"""Bytes of one reading; a multiple of every packet size, so that no packet is cut."""
_WRITE_LIMIT = 1.0
_HID = 3

Backend = Callable[[], Any]
"""Returns what pyusb calls a backend (`usb.backend.IBackend`), or None where there is no libusb."""


@functools.cache  # pyusb writes a line into the log each time that it finds none
def libusb() -> Any:
    """Return the backend that talks to real devices; None where libusb-1.0 was not installed when first asked for."""
    return usb.backend.libusb1.get_backend()


class NotThatDevice(LineError):  # noqa: N818
    """A device of that name is there and is built otherwise than the protocol needs."""

    state = DeviceState.OFFLINE
    action = Action.CONFIGURATION


class UsbDevice:
    """One opened device. Used from one thread only; every call is bounded in time."""

    def __init__(self, address: UsbAddress, endpoints: tuple[int, ...], backend: Backend = libusb) -> None:
        """Find the device, and claim the interfaces on which `endpoints` are.

        Raises `PortAbsent`, `PortForbidden`, `PortInUse`, `NotThatDevice`, and `ConfigurationError` where several
        devices have that name or libusb is not installed.
        """
        bus = backend()
        if bus is None:
            raise ConfigurationError("libusb-1.0 is not installed")
        try:
            self._device = _find(address, bus)
            try:
                for interface in _interfaces(self._device, endpoints):
                    usb.util.claim_interface(self._device, interface)
            except BaseException:
                self.close()
                raise
        except usb.core.USBError as error:
            raise _why_not_opened(error) from None
        except NotImplementedError:
            raise NotThatDevice("the system cannot use the USB device") from None

    def read(self, endpoint: int, seconds: float) -> bytes:
        """Return what arrives, as soon as anything does; empty after `seconds` without. Raises `LineLost`.

        A packet without bytes only ends a transfer; the waiting goes on behind it.
        """
        until = time.monotonic() + seconds
        while True:
            left = max(1, math.ceil((until - time.monotonic()) * 1000))  # libusb waits for ever when told 0
            try:
                data = bytes(self._device.read(endpoint, _CHUNK, left))
            except usb.core.USBTimeoutError:
                return b""
            except (usb.core.USBError, NotImplementedError) as error:
                if getattr(error, "errno", None) == errno.EPIPE:
                    self._unstall(endpoint)
                raise LineLost("the USB device has gone or fails") from None
            if data or time.monotonic() >= until:
                return data

    def write(self, endpoint: int, data: bytes) -> None:
        """Send all of `data` as one transfer. Raises `LineLost`."""
        try:
            sent = self._device.write(endpoint, data, int(_WRITE_LIMIT * 1000))
        except (usb.core.USBError, NotImplementedError) as error:
            if getattr(error, "errno", None) == errno.EPIPE:
                self._unstall(endpoint)
            raise LineLost("the USB device takes no more bytes") from None
        if sent != len(data):
            raise LineLost("the USB device takes no more bytes")

    def close(self) -> None:
        """Release the device. Never raises."""
        with contextlib.suppress(usb.core.USBError):
            usb.util.dispose_resources(self._device)

    def _unstall(self, endpoint: int) -> None:
        """A stalled end point stays so until it is told; whoever opens the device anew finds it ready."""
        with contextlib.suppress(usb.core.USBError):
            self._device.clear_halt(endpoint)


def _find(address: UsbAddress, bus: Any) -> Any:
    alike = list(usb.core.find(find_all=True, backend=bus, idVendor=address.vendor, idProduct=address.product) or ())
    if address.at is not None:
        alike = [device for device in alike if _socket(device) == address.at]
    if address.serial is not None:
        alike = [device for device in alike if _serial(device) == address.serial]
    if not alike:
        raise PortAbsent("no such USB device is plugged in")
    if len(alike) > 1:
        sockets = ", ".join(sorted(f"?at={_socket(device)}" for device in alike))
        raise ConfigurationError(f"{len(alike)} such USB devices are plugged in; name one: {sockets}")
    return alike[0]


def _socket(device: Any) -> str:
    return f"{device.bus}-{'.'.join(map(str, device.port_numbers or ()))}"


def _serial(device: Any) -> str | None:
    """Asking for it opens the device; pyusb answers ValueError where the right to do so is lacking."""
    try:
        return None if not device.iSerialNumber else str(device.serial_number)
    except ValueError:
        raise PortForbidden("no right to the USB device") from None
    finally:
        usb.util.dispose_resources(device)


def _interfaces(device: Any, endpoints: tuple[int, ...]) -> list[int]:
    try:
        configuration = device.get_active_configuration()
    except usb.core.USBError as error:
        if error.errno is not None:
            raise
        device.set_configuration()  # plugged in and never configured
        configuration = device.get_active_configuration()
    places = {
        endpoint.bEndpointAddress: interface.bInterfaceNumber
        for interface in configuration
        if interface.bInterfaceClass != _HID and not interface.bAlternateSetting
        for endpoint in interface
    }
    if not set(endpoints) <= places.keys():
        raise NotThatDevice("the USB device lacks the end points of that protocol")
    return sorted({places[endpoint] for endpoint in endpoints})


def _why_not_opened(error: Any) -> LineError:
    if error.errno in {errno.EACCES, errno.EPERM}:
        return PortForbidden("no right to the USB device")
    if error.errno == errno.EBUSY:
        return PortInUse("another program, or a driver of the kernel, holds the USB device")
    return PortAbsent("the USB device cannot be opened")
