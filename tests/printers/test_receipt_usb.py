# SPDX-License-Identifier: GPL-3.0-or-later
"""A receipt printer on native USB: on our own bus below pyusb, and through the real libusb with umockdev below it.

If these fail, a printer with a USB cable, as most terminals have, prints nothing.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import usb.core  # type: ignore[import-untyped] # pyusb has no types
import usb.util  # type: ignore[import-untyped]

from printers.contract import Printed, PrintOutcome, Trouble
from printers.receipt.driver import EscposPrinter
from printers.receipt.emulator import Emulator, UsbBus
from printers.receipt.emulator.usb import UsbWire
from printers.receipt.line import LinkError
from printers.receipt.usb_address import UsbAddress, usb_address
from printers.receipt.usb_line import UsbLine
from tests.drivers.usb_replay import HUB, SOCKET, Recording, describe, descriptors
from tests.faults.receipt_printer_bench import play, strip, until

ROOT = Path(__file__).parents[2]
OUT, IN = 0x01, 0x82


@pytest.mark.parametrize("model", ["generic-80", "epson-tm", "china-58"])
def test_a_receipt_comes_out_over_usb(model: str) -> None:
    """Bulk out, bulk in, and the kernel's own driver taken off it."""
    bus = UsbBus()

    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        picture = strip(width=printer.width)
        for _ in range(2):
            assert await printer.print(picture, job="a job") == PrintOutcome(Printed.PRINTED)
        assert not emulator.usb.held_by_kernel

    play(scenario, model=model, bus=bus)
    assert bus.handles == [], "everything that was opened is closed"
    assert bus.sockets[0].held_by_kernel, "and the kernel has it back"


def test_a_printer_that_takes_no_more_is_asked_why() -> None:
    """USB stalls where a serial line runs over: the job ends in time, and nobody claims to know what came out."""

    async def scenario(emulator: Emulator, printer: EscposPrinter) -> None:
        emulator.usb.deaf = True
        outcome = await printer.print(strip(), job="a job")
        assert outcome.trouble is Trouble.SILENT
        emulator.usb.deaf = False
        await until(printer, lambda status: status.can_print)
        assert (await printer.print(strip(), job="a job")).printed is Printed.PRINTED

    play(scenario, bus=UsbBus())


def test_a_printer_without_a_way_back_can_be_written_to() -> None:
    """The cheapest have one end point only; they are for the models that tell nothing."""
    bus = UsbBus()
    with Emulator(bus=bus) as emulator:
        emulator.usb.endpoints = (OUT,)
        line = UsbLine(UsbAddress(emulator.usb.vendor, emulator.usb.product), 0.01, lambda: bus)
        line.write(b"\x1b\x40", 1)
        assert line.read() == b""
        line.close()


def not_there(_: UsbBus, wire: UsbWire) -> None:
    wire.unplug()


def forbidden(_: UsbBus, wire: UsbWire) -> None:
    wire.forbidden = True


def held(bus: UsbBus, wire: UsbWire) -> None:
    wire.held_by_kernel = False
    device = usb.core.find(backend=bus)
    usb.util.claim_interface(device, 0)
    bus.somebody_else = device


def another_thing(_: UsbBus, wire: UsbWire) -> None:
    wire.interface_class = 3


def two_alike(bus: UsbBus, wire: UsbWire) -> None:
    UsbWire(bus, lambda *_: None, vendor=wire.vendor, product=wire.product, ports=(4,)).plug()


@pytest.mark.parametrize(
    ("done", "trouble"),
    [
        (not_there, Trouble.ABSENT),
        (forbidden, Trouble.REFUSED),
        (held, Trouble.REFUSED),
        (another_thing, Trouble.REFUSED),
        (two_alike, Trouble.REFUSED),
    ],
)
def test_why_it_does_not_open(done: Callable[[UsbBus, UsbWire], None], trouble: Trouble) -> None:
    """The technician looks for a cable where a right is lacking, or the other way round."""
    bus = UsbBus()
    with Emulator(bus=bus) as emulator:
        done(bus, emulator.usb)
        with pytest.raises(LinkError) as failure:
            UsbLine(UsbAddress(emulator.usb.vendor, emulator.usb.product), 0.1, lambda: bus)
        assert failure.value.trouble is trouble
        if done is held:
            usb.util.dispose_resources(bus.somebody_else)
        for wire in bus.sockets:
            wire.unplug()
    assert bus.handles == []


@pytest.mark.parametrize("tail", ["?at=1-3", "?serial=R2-017"])
def test_one_of_two_alike_is_named_by_its_socket_or_its_serial_number(tail: str) -> None:
    """A terminal with two printers of one make prints on the right one."""
    bus = UsbBus()
    with Emulator(bus=bus) as emulator:
        emulator.usb.serial = "R2-017"
        two_alike(bus, emulator.usb)
        line = UsbLine(usb_address(emulator.url + tail), 0.1, lambda: bus)
        line.close()
        with pytest.raises(LinkError, match="plugged in"):
            UsbLine(usb_address(emulator.url + tail + "9"), 0.1, lambda: bus)
        for wire in bus.sockets:
            wire.unplug()


def test_without_libusb_the_printer_is_absent() -> None:
    """A machine that was set up by hand."""
    with pytest.raises(LinkError, match=r"libusb-1\.0"):
        UsbLine(UsbAddress(1, 2), 0.1, lambda: None)


@pytest.mark.parametrize("port", ["usb://", "usb://416:5011", "usb://0416-5011", "usb://0416:5011?at=x"])
def test_a_port_that_names_no_printer(port: str) -> None:
    """Told when the file is read, with the form that is expected."""
    with pytest.raises(ValueError, match="VVVV:PPPP"):
        usb_address(port)


ASK = """
import sys
from printers.receipt.connection import Connection
from printers.receipt.profiles import PROFILES
from printers.receipt.usb_address import usb_address
from printers.receipt.usb_line import UsbLine

line = UsbLine(usb_address(sys.argv[1]), 5)
connection = Connection(line, PROFILES["generic-80"], answer_within=5, bytes_per_second=10_000)
print(connection.status().paper)
connection.close()
"""
OPEN = """
import sys
from printers.receipt.line import LinkError
from printers.receipt.usb_address import usb_address
from printers.receipt.usb_line import UsbLine

try:
    UsbLine(usb_address(sys.argv[1]), 5)
except LinkError as error:
    print(error.trouble)
"""


def on_libusb(program: str, port: str, folder: Path, endpoints: tuple[int, ...] = (OUT, IN)) -> str:
    """Return what a program prints that uses libusb beneath umockdev."""
    umockdev = shutil.which("umockdev-run")
    if umockdev is None:
        pytest.skip("umockdev is not installed")
    conversation = Recording()
    for answer in (b"\x12", b"\x12", b"\x12", b"\x1e"):
        conversation.host_sends(OUT, 3)
        conversation.device_sends(IN, answer)
    conversation.write(folder / "conversation.pcap")
    describe(folder / "printer.umockdev", descriptors(endpoints, vendor=0x0416, product=0x5011))
    done = subprocess.run(
        [
            *(umockdev, "--device", folder / "printer.umockdev"),
            *("--pcap", f"/sys{HUB}/{SOCKET}={folder / 'conversation.pcap'}"),
            *("--", sys.executable, "-c", program, port),
        ],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_status_through_libusb(tmp_path: Path) -> None:
    """Everything on USB would be true of our own bus only."""
    assert on_libusb(ASK, "usb://0416:5011?at=1-2", tmp_path) == "low"


@pytest.mark.parametrize(
    ("port", "endpoints", "trouble"),
    [
        ("usb://0416:5011?at=1-3", (OUT, IN), "absent"),
        ("usb://2015:0008", (OUT, IN), "absent"),
        ("usb://0416:5011", (IN,), "refused"),
    ],
)
def test_what_libusb_says_of_other_devices(port: str, endpoints: tuple[int, ...], trouble: str, tmp_path: Path) -> None:
    """A wrong name in terminal.toml would be told as something else, or crash the driver."""
    assert on_libusb(OPEN, port, tmp_path, endpoints) == trouble
