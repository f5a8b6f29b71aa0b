# SPDX-License-Identifier: GPL-3.0-or-later
import threading
import time
from collections.abc import Iterator

import pytest

from drivers.contract import Action, ConfigurationError, DeviceState
from drivers.id_reader.emulator.usb import UsbBus, UsbCable
from drivers.transport import LineError, LineLost, PortAbsent, PortForbidden, PortInUse
from drivers.usb_address import UsbAddress, usb_address
from drivers.usb_device import NotThatDevice, UsbDevice, libusb
from tests.drivers.usb_bench import held_by_another_program

ADDRESS = UsbAddress(0x0400, 0xC35A)
ENDPOINTS = (0x02, 0x06, 0x81, 0x85)


@pytest.fixture
def bus() -> UsbBus:
    return UsbBus()


@pytest.fixture
def cable(bus: UsbBus) -> Iterator[UsbCable]:
    cable = UsbCable(bus)
    cable.plug()
    yield cable
    cable.unplug()


def opened(bus: UsbBus, address: UsbAddress = ADDRESS) -> UsbDevice:
    return UsbDevice(address, ENDPOINTS, lambda: bus)


@pytest.mark.parametrize(
    ("port", "address"),
    [
        ("usb://0400:C35A", ADDRESS),
        ("usb://0400:c35a", ADDRESS),
        ("usb://2015:0008?at=1-2.3", UsbAddress(0x2015, 0x0008, at="1-2.3")),
        ("usb://9573:4836?serial=A 1", UsbAddress(0x9573, 0x4836, serial="A 1")),
    ],
)
def test_names(port: str, address: UsbAddress) -> None:
    """The technician could not say which of two readers is meant."""
    assert usb_address(port) == address


@pytest.mark.parametrize(
    "port",
    ["usb://", "usb://400:C35A", "usb://0400", "usb://0400:C35A/", "usb://0400:C35A?at=2", "usb://0400:C35A?serial="],
)
def test_names_that_are_none(port: str) -> None:
    """A slip in terminal.toml would look like an unplugged cable."""
    with pytest.raises(ConfigurationError, match="expected usb://"):
        usb_address(port)


def test_not_plugged_in(bus: UsbBus) -> None:
    """A missing reader would crash the driver."""
    UsbCable(bus)
    with pytest.raises(PortAbsent) as absent:
        opened(bus)
    assert absent.value.action is Action.MAINTENANCE


def test_which_of_two(bus: UsbBus) -> None:
    """A terminal with two readers alike would read from whichever answers first today."""
    cables = [UsbCable(bus, ports=(2, 3), serial="ONE"), UsbCable(bus, ports=(2, 4), serial="TWO")]
    for cable in cables:
        cable.plug()
    with pytest.raises(ConfigurationError, match=r"\?at=1-2\.3, \?at=1-2\.4"):
        opened(bus)
    for address in (UsbAddress(0x0400, 0xC35A, at="1-2.4"), UsbAddress(0x0400, 0xC35A, serial="TWO")):
        device = opened(bus, address)
        assert [handle.device for handle in bus.handles] == [cables[1]]
        device.close()
        assert not bus.handles
    with pytest.raises(PortAbsent):
        opened(bus, UsbAddress(0x0400, 0xC35A, serial="THREE"))
    cables[0].forbidden = True
    with pytest.raises(PortForbidden):
        opened(bus, UsbAddress(0x0400, 0xC35A, serial="ONE"))
    for cable in cables:
        cable.unplug()


def test_no_right(bus: UsbBus, cable: UsbCable) -> None:
    """The technician would look for a cable while a udev rule is what is missing."""
    cable.forbidden = True
    with pytest.raises(PortForbidden) as forbidden:
        opened(bus)
    assert forbidden.value.action is Action.CONFIGURATION


@pytest.mark.parametrize("holder", ["program", "kernel"])
def test_held_by_another(bus: UsbBus, cable: UsbCable, holder: str) -> None:
    """Two programs would eat each other's answers; a driver of the kernel would lose its device to us."""
    if holder == "kernel":
        cable.held_by_kernel = True
        with pytest.raises(PortInUse):
            opened(bus)
    else:
        with held_by_another_program(bus), pytest.raises(PortInUse) as used:
            opened(bus)
        assert used.value.state is DeviceState.OFFLINE
        opened(bus).close()
    assert not bus.handles


@pytest.mark.parametrize("fault", ["endpoints", "hid"])
def test_a_device_of_another_build(bus: UsbBus, cable: UsbCable, fault: str) -> None:
    """A HID reader of the same firm would be fed frames that it does not understand."""
    if fault == "hid":
        cable.interface_class = 3
    else:
        cable.endpoints = (0x02, 0x81)
    with pytest.raises(NotThatDevice) as other:
        opened(bus)
    assert other.value.action is Action.CONFIGURATION
    assert not bus.handles


def test_a_device_that_was_never_configured(bus: UsbBus, cable: UsbCable) -> None:
    """Without a desktop nobody configures a device, and it would not be used."""
    cable.configuration = 0
    opened(bus).close()
    assert cable.configuration == 1


def test_without_libusb() -> None:
    """The terminal would say that a cable is loose while a package is missing."""
    with pytest.raises(ConfigurationError, match="libusb"):
        UsbDevice(ADDRESS, ENDPOINTS, lambda: None)


def test_the_real_bus_can_be_looked_at() -> None:
    """All the rest would be true of the emulator only: here libusb itself looks for a device that nobody makes."""
    with pytest.raises(LineError) as absent:
        UsbDevice(UsbAddress(0xFFFE, 0xFFFE), ENDPOINTS, libusb)
    assert absent.value.state is DeviceState.NO_DEVICE


@pytest.mark.parametrize("length", [1, 63, 64, 65, 128, 2314])
@pytest.mark.parametrize("empty", [True, False])
def test_transfers_of_any_length(bus: UsbBus, cable: UsbCable, length: int, empty: bool) -> None:
    """An answer that happens to fill its last packet would be lost, or be followed by a false end."""
    cable.ends_with_empty_packet = empty
    device = opened(bus)
    data = bytes(at % 251 for at in range(length))
    cable.leave_behind(0x85, data)
    cable.leave_behind(0x85, b"next")
    got = b""
    while len(got) < length + 4:
        piece = device.read(0x85, 0.05)
        assert piece
        got += piece
    assert got == data + b"next"
    device.close()


def test_silence(bus: UsbBus, cable: UsbCable) -> None:
    """A packet without bytes would end the waiting for an answer that is under way, or the waiting would not end."""
    device = opened(bus)
    cable.leave_behind(0x81, b"")
    begun = time.monotonic()
    assert device.read(0x81, 0.1) == b""
    assert 0.09 < time.monotonic() - begun < 20
    assert device.read(0x81, 0) == b""
    device.close()


def test_unplugged_while_reading(bus: UsbBus, cable: UsbCable) -> None:
    """The page would wait for the reader that has just been pulled out."""
    device = opened(bus)
    pulled = threading.Timer(0.05, cable.unplug)
    pulled.start()
    begun = time.monotonic()
    with pytest.raises(LineLost):
        device.read(0x81, 30)
    assert time.monotonic() - begun < 25, "as soon as it is pulled, and not when the time is up"
    pulled.join()
    cable.plug()
    for use in (lambda: device.read(0x81, 1), lambda: device.write(0x02, b"x")):
        with pytest.raises(LineLost):
            use()
    device.close()
    assert not bus.handles


def test_a_stalled_end_point_is_freed(bus: UsbBus, cable: UsbCable) -> None:
    """A reader that has halted once would stay so until its cable is pulled."""
    device = opened(bus)
    cable.stall(0x81)
    with pytest.raises(LineLost):
        device.read(0x81, 1)
    device.close()
    device = opened(bus)
    cable.leave_behind(0x81, b"back")
    assert device.read(0x81, 1) == b"back"
    device.close()


def test_a_device_that_takes_nothing(bus: UsbBus, cable: UsbCable) -> None:
    """A reader that hangs would hang the driver."""
    cable.deaf = True
    device = opened(bus)
    with pytest.raises(LineLost):
        device.write(0x02, b"x")
    device.close()
