# SPDX-License-Identifier: GPL-3.0-or-later
"""The reader's native USB side: a bus that pyusb takes for libusb's, and the reader's cable to it.

The bus behaves as the kernel's usbfs does: packets of at most 64 bytes, a transfer ended by a short one, time limits in
milliseconds, `ENODEV` from a handle whose device has gone even when it is back, `EBUSY` for a second claim, `EACCES`
without the right.
"""

from __future__ import annotations

import errno
import os
import threading
from array import array
from collections import deque
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import usb.backend  # type: ignore[import-untyped] # pyusb has no types
import usb.core  # type: ignore[import-untyped]

from drivers.emulator import Cable

_PACKET = 64
_HEAD_OUT, _BODY_OUT, _HEAD_IN, _BODY_IN = 0x02, 0x06, 0x81, 0x85
_HEAD = 7


class _Handle:
    """One opening of a device by one program."""

    def __init__(self, device: UsbCable) -> None:
        self.device = device
        self.plugging = device.plugging
        self.claimed: set[int] = set()


class UsbBus(usb.backend.IBackend):  # type: ignore[misc] # pyusb has no types
    """All that is plugged in."""

    def __init__(self) -> None:
        super().__init__()
        self.sockets: list[UsbCable] = []
        self.handles: list[_Handle] = []
        """Open ones, of all programs."""
        self.changed = threading.Condition()

    def enumerate_devices(self) -> Iterator[UsbCable]:
        """See `usb.backend.IBackend`."""
        return iter([device for device in self.sockets if device.plugged])

    def get_device_descriptor(self, device: UsbCable) -> SimpleNamespace:
        """See `usb.backend.IBackend`."""
        return SimpleNamespace(
            bLength=18,
            bDescriptorType=1,
            bcdUSB=0x0110,
            bDeviceClass=0,
            bDeviceSubClass=0,
            bDeviceProtocol=0,
            bMaxPacketSize0=8,
            idVendor=device.vendor,
            idProduct=device.product,
            bcdDevice=0x0063,
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

    def get_configuration_descriptor(self, _device: UsbCable, config: int) -> SimpleNamespace:
        """See `usb.backend.IBackend`."""
        if config:
            raise IndexError(config)
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=2,
            wTotalLength=46,
            bNumInterfaces=1,
            bConfigurationValue=1,
            iConfiguration=0,
            bmAttributes=0x80,
            bMaxPower=250,
            extra_descriptors=[],
        )

    def get_interface_descriptor(self, device: UsbCable, intf: int, alt: int, config: int) -> SimpleNamespace:
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
            bInterfaceSubClass=0,
            bInterfaceProtocol=0,
            iInterface=0,
            extra_descriptors=[],
        )

    def get_endpoint_descriptor(
        self, device: UsbCable, ep: int, _intf: int, _alt: int, _config: int
    ) -> SimpleNamespace:
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

    def open_device(self, device: UsbCable) -> _Handle:
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
        return handle.device.configuration

    def set_configuration(self, handle: _Handle, config_value: int) -> None:
        """See `usb.backend.IBackend`."""
        self._check(handle)
        handle.device.configuration = config_value

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
            if not self.changed.wait_for(lambda: not device.deaf or not self._lives(handle), timeout / 1000):
                raise _timeout()
            self._check(handle, intf)
            device.arrive(ep, data.tobytes())
        return len(data)

    def bulk_read(self, handle: _Handle, ep: int, intf: int, buff: array[int], timeout: int) -> int:
        """See `usb.backend.IBackend`."""
        packets = handle.device.packets[ep]
        got = bytearray()
        with self.changed:
            while len(got) < len(buff):
                self._check(handle, intf)
                if ep in handle.device.stalled:
                    raise _error(errno.EPIPE)
                if not self.changed.wait_for(
                    lambda: packets or ep in handle.device.stalled or not self._lives(handle), timeout / 1000
                ):
                    if not got:
                        raise _timeout()
                    break  # a transfer that runs out of time keeps what it has
                self._check(handle, intf)
                if not packets:
                    continue
                packet = packets.popleft()
                if len(got) + len(packet) > len(buff):
                    raise _error(errno.EOVERFLOW)
                got += packet
                if len(packet) < _PACKET:
                    break
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

    def clear_halt(self, handle: _Handle, ep: int) -> None:
        """See `usb.backend.IBackend`."""
        self._check(handle)
        handle.device.stalled.discard(ep)

    def _lives(self, handle: _Handle) -> bool:
        return handle.device.plugged and handle.plugging == handle.device.plugging

    def _check(self, handle: _Handle, intf: int | None = None) -> None:
        if not self._lives(handle):
            raise _error(errno.ENODEV)
        if intf is not None and intf not in handle.claimed:
            raise _error(errno.EBUSY)


class UsbCable(Cable):
    """A reader's cable to `bus`, in the socket at `ports`."""

    def __init__(
        self,
        bus: UsbBus,
        *,
        vendor: int = 0x0400,
        product: int = 0xC35A,
        ports: tuple[int, ...] = (2,),
        serial: str | None = None,
    ) -> None:
        self.bus = bus
        self.vendor, self.product, self.ports, self.serial = vendor, product, ports, serial
        self.url = f"usb://{vendor:04X}:{product:04X}"
        self.endpoints: tuple[int, ...] = (_HEAD_OUT, _BODY_OUT, _HEAD_IN, _BODY_IN)
        self.interface_class = 0xFF
        self.configuration = 1
        self.forbidden = False
        """The system gives nobody the right to open the device."""
        self.held_by_kernel = False
        """A driver of the kernel has bound itself to the device."""
        self.deaf = False
        """Takes no bytes."""
        self.stalled: set[int] = set()
        """End points that have halted."""
        self.ends_with_empty_packet = True
        """Whether a transfer that fills its last packet is ended by one without bytes."""
        self.plugged = False
        self.plugging = 0
        """Which plugging-in this is: the address on the bus."""
        self.packets: dict[int, deque[bytes]] = {_HEAD_IN: deque(), _BODY_IN: deque()}
        self._heard: deque[tuple[int, bytes]] = deque()
        self._head = b""
        self._sent = b""
        self._bell: tuple[int, int] | None = None
        bus.sockets.append(self)

    def plug(self) -> None:
        """See `Cable.plug`."""
        with self.bus.changed:
            if self._bell is None:
                self._bell = os.pipe()
                self.plugged = True
                self.plugging += 1

    def unplug(self) -> None:
        """See `Cable.unplug`."""
        with self.bus.changed:
            self.plugged = False
            for end in self._bell or ():
                os.close(end)
            self._bell = None
            for packets in self.packets.values():
                packets.clear()
            self._heard.clear()
            self._head = self._sent = b""
            self.bus.changed.notify_all()

    def file(self) -> int | None:
        """See `Cable.file`."""
        return None if self._bell is None else self._bell[0]

    def arrive(self, endpoint: int, data: bytes) -> None:
        """Take a transfer from the host; called while the device is plugged in and the bus is held."""
        assert self._bell is not None  # noqa: S101 - the bus has looked
        self._heard.append((endpoint, data))
        os.write(self._bell[1], b"!")

    def receive(self) -> bytes:
        """See `Cable.receive`. What is not cut as the module wants it is nothing to it."""
        with self.bus.changed:
            if self._bell is None or not self._heard:
                return b""
            os.read(self._bell[0], 1)
            endpoint, data = self._heard.popleft()
        if endpoint == _HEAD_OUT:
            self._head = data if len(data) == _HEAD else b""
            self._sent = b""  # an answer that was cut short is over
            return b""
        head, self._head = self._head, b""
        return head + data if head and len(data) == int.from_bytes(head[5:7], "big") else b""

    def send(self, data: bytes) -> None:
        """See `Cable.send`. Bytes may come one by one; each call is a transfer, or one on each end point."""
        with self.bus.changed:
            if not self.plugged:
                return
            while data:
                at = len(self._sent)
                whole = _HEAD + int.from_bytes(self._sent[5:7], "big") if at >= _HEAD else _HEAD
                piece, data = data[: whole - at], data[whole - at :]
                self._transfer(_HEAD_IN if at < _HEAD else _BODY_IN, piece)
                self._sent += piece
                if at + len(piece) == whole and at >= _HEAD:
                    self._sent = b""
            self.bus.changed.notify_all()

    def _transfer(self, endpoint: int, data: bytes) -> None:
        pieces = [data[at : at + _PACKET] for at in range(0, len(data), _PACKET)]
        if self.ends_with_empty_packet and not len(data) % _PACKET:
            pieces.append(b"")
        self.packets[endpoint].extend(pieces)

    def stall(self, endpoint: int) -> None:
        """Halt an end point until the host clears it."""
        with self.bus.changed:
            self.stalled.add(endpoint)
            self.bus.changed.notify_all()

    def leave_behind(self, endpoint: int, data: bytes) -> None:
        """Put bytes on an end point that nobody asked for."""
        with self.bus.changed:
            self._transfer(endpoint, data)
            self.bus.changed.notify_all()


def _error(number: int) -> Any:
    return usb.core.USBError(os.strerror(number), None, number)


def _timeout() -> Any:
    return usb.core.USBTimeoutError(os.strerror(errno.ETIMEDOUT), None, errno.ETIMEDOUT)
