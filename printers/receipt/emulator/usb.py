# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated printer's native USB side: a bus that pyusb takes for libusb's, and the printer's cable to it.

The bus behaves as the kernel's usbfs does: packets of at most 64 bytes, a transfer ended by a short one, time limits in
milliseconds, `ENODEV` from a handle whose device has gone even when it is back, `EBUSY` for an interface that somebody
else has claimed, the kernel's own driver among them, `EACCES` without the right.
"""

from __future__ import annotations

import errno
import os
import threading
from array import array
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import usb.backend  # type: ignore[import-untyped] # pyusb has no types
import usb.core  # type: ignore[import-untyped]

from printers.receipt.emulator.wire import Serve

_PACKET = 64
_OUT, _IN = 0x01, 0x82
_PRINTER, _PRINTERS, _BOTH_WAYS = 7, 1, 2


class _Handle:
    """One opening of a device by one program."""

    def __init__(self, device: UsbWire) -> None:
        self.device = device
        self.plugging = device.plugging
        self.claimed: set[int] = set()


class UsbBus(usb.backend.IBackend):  # type: ignore[misc] # pyusb has no types
    """All that is plugged in."""

    def __init__(self) -> None:
        super().__init__()
        self.sockets: list[UsbWire] = []
        self.handles: list[_Handle] = []
        """Open ones, of all programs."""
        self.changed = threading.Condition()

    def enumerate_devices(self) -> Iterator[UsbWire]:
        """See `usb.backend.IBackend`."""
        return iter([device for device in self.sockets if device.plugged])

    def get_device_descriptor(self, device: UsbWire) -> SimpleNamespace:
        """See `usb.backend.IBackend`."""
        return SimpleNamespace(
            bLength=18,
            bDescriptorType=1,
            bcdUSB=0x0200,
            bDeviceClass=0,
            bDeviceSubClass=0,
            bDeviceProtocol=0,
            bMaxPacketSize0=64,
            idVendor=device.vendor,
            idProduct=device.product,
            bcdDevice=0x0100,
            iManufacturer=0,
            iProduct=0,
            iSerialNumber=1 if device.serial else 0,
            bNumConfigurations=1,
            address=device.plugging,
            bus=1,
            port_number=device.ports[-1],
            port_numbers=device.ports,
            speed=2,
        )

    def get_configuration_descriptor(self, _device: UsbWire, config: int) -> SimpleNamespace:
        """See `usb.backend.IBackend`."""
        if config:
            raise IndexError(config)
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=2,
            wTotalLength=32,
            bNumInterfaces=1,
            bConfigurationValue=1,
            iConfiguration=0,
            bmAttributes=0xC0,
            bMaxPower=1,
            extra_descriptors=[],
        )

    def get_interface_descriptor(self, device: UsbWire, intf: int, alt: int, config: int) -> SimpleNamespace:
        """See `usb.backend.IBackend`."""
        if intf or alt or config:
            raise IndexError(intf)
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=4,
            bInterfaceNumber=0,
            bAlternateSetting=0,
            bNumEndpoints=len(device.endpoints),
            bInterfaceClass=device.interface_class,
            bInterfaceSubClass=_PRINTERS,
            bInterfaceProtocol=_BOTH_WAYS,
            iInterface=0,
            extra_descriptors=[],
        )

    def get_endpoint_descriptor(self, device: UsbWire, ep: int, _intf: int, _alt: int, _config: int) -> SimpleNamespace:
        """See `usb.backend.IBackend`."""
        return SimpleNamespace(
            bLength=7,
            bDescriptorType=5,
            bEndpointAddress=device.endpoints[ep],
            bmAttributes=2,
            wMaxPacketSize=_PACKET,
            bInterval=0,
            bRefresh=0,
            bSynchAddress=0,
            extra_descriptors=[],
        )

    def open_device(self, device: UsbWire) -> _Handle:
        """See `usb.backend.IBackend`."""
        with self.changed:
            if not device.plugged:
                raise _error(errno.ENODEV)
            if device.forbidden:
                raise _error(errno.EACCES)
            handle = _Handle(device)
            self.handles.append(handle)
            return handle

    def close_device(self, handle: _Handle) -> None:
        """See `usb.backend.IBackend`."""
        with self.changed:
            self.handles.remove(handle)

    def get_configuration(self, handle: _Handle) -> int:
        """See `usb.backend.IBackend`."""
        self._check(handle)
        return 1

    def is_kernel_driver_active(self, handle: _Handle, _intf: int) -> bool:
        """See `usb.backend.IBackend`."""
        self._check(handle)
        return handle.device.held_by_kernel

    def detach_kernel_driver(self, handle: _Handle, _intf: int) -> None:
        """See `usb.backend.IBackend`."""
        self._check(handle)
        handle.device.held_by_kernel = False

    def attach_kernel_driver(self, handle: _Handle, _intf: int) -> None:
        """See `usb.backend.IBackend`."""
        self._check(handle)
        handle.device.held_by_kernel = True

    def claim_interface(self, handle: _Handle, intf: int) -> None:
        """See `usb.backend.IBackend`."""
        with self.changed:
            self._check(handle)
            others = (other for other in self.handles if other is not handle and other.device is handle.device)
            if handle.device.held_by_kernel or any(intf in other.claimed for other in others):
                raise _error(errno.EBUSY)
            handle.claimed.add(intf)

    def release_interface(self, handle: _Handle, intf: int) -> None:
        """See `usb.backend.IBackend`."""
        handle.claimed.discard(intf)
        self._check(handle)

    def bulk_write(self, handle: _Handle, ep: int, intf: int, data: array[int], timeout: int) -> int:
        """See `usb.backend.IBackend`."""
        device = handle.device
        with self.changed:
            self._check(handle, intf)
            if ep != _OUT:
                raise _error(errno.EINVAL)
            if not self.changed.wait_for(lambda: not device.deaf or not self._lives(handle), timeout / 1000):
                raise _timeout()
            self._check(handle, intf)
            device.arrived.append(data.tobytes())
            self.changed.notify_all()
        return len(data)

    def bulk_read(self, handle: _Handle, ep: int, intf: int, buff: array[int], timeout: int) -> int:
        """See `usb.backend.IBackend`."""
        device = handle.device
        with self.changed:
            self._check(handle, intf)
            if ep != _IN:
                raise _error(errno.EINVAL)
            if not self.changed.wait_for(lambda: device.sent or not self._lives(handle), timeout / 1000):
                raise _timeout()
            self._check(handle, intf)
            got = bytes(device.sent[: len(buff)])
            del device.sent[: len(buff)]
        buff[: len(got)] = array("B", got)
        return len(got)

    def ctrl_transfer(
        self, handle: _Handle, kind: int, request: int, value: int, _index: int, data: array[int], _timeout: int
    ) -> int:
        """See `usb.backend.IBackend`. Knows how to tell strings only."""
        self._check(handle)
        if (kind, request, value >> 8) != (0x80, 0x06, 0x03):
            raise _error(errno.EPIPE)
        text = b"\x09\x04" if value == 0x0300 else (handle.device.serial or "").encode("utf-16-le")
        descriptor = bytes((2 + len(text), 3)) + text
        data[: len(descriptor)] = array("B", descriptor)
        return len(descriptor)

    def clear_halt(self, handle: _Handle, _ep: int) -> None:
        """See `usb.backend.IBackend`."""
        self._check(handle)

    def _lives(self, handle: _Handle) -> bool:
        return handle.device.plugged and handle.plugging == handle.device.plugging

    def _check(self, handle: _Handle, intf: int | None = None) -> None:
        if not self._lives(handle):
            raise _error(errno.ENODEV)
        if intf is not None and intf not in handle.claimed:
            raise _error(errno.EBUSY)


class UsbWire:
    """The printer's cable to `bus`, in the socket at `ports`; what `Wire` is to the network."""

    def __init__(
        self,
        bus: UsbBus,
        serve: Serve,
        *,
        vendor: int = 0x0416,
        product: int = 0x5011,
        ports: tuple[int, ...] = (3,),
        serial: str | None = None,
    ) -> None:
        self.bus = bus
        self.vendor, self.product, self.ports, self.serial = vendor, product, ports, serial
        self._serve = serve
        self.interface_class = _PRINTER
        self.endpoints: tuple[int, ...] = (_OUT, _IN)
        self.forbidden = False
        """The system gives nobody the right to open the device."""
        self.held_by_kernel = True
        """The kernel's own printer driver has bound itself to it."""
        self.deaf = False
        """Takes no bytes."""
        self.plugged = False
        self.plugging = 0
        """Which plugging-in this is: the address on the bus."""
        self.arrived: list[bytes] = []
        self.sent = bytearray()
        self.turns_away = False
        """A cable cannot."""
        self._surprise: tuple[int, Callable[[], None]] | None = None
        bus.sockets.append(self)

    @property
    def url(self) -> str:
        """Return the port as terminal.toml names it."""
        return f"usb://{self.vendor:04X}:{self.product:04X}"

    def plug(self) -> None:
        """Put the cable in; the kernel's driver binds itself to what it finds."""
        with self.bus.changed:
            if self.plugged:
                return
            self.plugged = self.held_by_kernel = True
            self.plugging += 1
        thread = threading.Thread(target=self._attend, args=(self.plugging,), name="printer emulator", daemon=True)
        thread.start()

    def unplug(self) -> None:
        """Pull the cable."""
        with self.bus.changed:
            self.plugged = False
            self.arrived.clear()
            self.sent.clear()
            self.bus.changed.notify_all()

    def after(self, received: int, happen: Callable[[], None]) -> None:
        """Do something as soon as so many more bytes have arrived."""
        with self.bus.changed:
            self._surprise = received, happen

    def _attend(self, plugging: int) -> None:
        def send(answer: bytes) -> None:
            with self.bus.changed:
                if self._is_in(plugging):
                    self.sent.extend(answer)
                    self.bus.changed.notify_all()

        self._serve(self._arriving(plugging), send)

    def _arriving(self, plugging: int) -> Iterator[bytes]:
        while data := self._receive(plugging):
            yield data

    def _receive(self, plugging: int) -> bytes:
        with self.bus.changed:
            self.bus.changed.wait_for(lambda: self.arrived or not self._is_in(plugging))
            if not self._is_in(plugging):
                return b""
            data = self.arrived.pop(0)
            if self._surprise is None:
                return data
            left, happen = self._surprise
            if len(data) < left:
                self._surprise = left - len(data), happen
                return data
            self._surprise = None
        happen()
        return data if self._is_in(plugging) else data[:left]

    def _is_in(self, plugging: int) -> bool:
        return self.plugged and self.plugging == plugging


def _error(number: int) -> Any:
    return usb.core.USBError(os.strerror(number), None, number)


def _timeout() -> Any:
    return usb.core.USBTimeoutError(os.strerror(errno.ETIMEDOUT), None, errno.ETIMEDOUT)
