# SPDX-License-Identifier: GPL-3.0-or-later
"""The same driver on the real libusb, with umockdev in the kernel's place: golden frames, transfer by transfer."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from drivers.id_reader.invented import LIN_ZHIYUAN
from tests.drivers.usb_replay import HUB, SOCKET, Recording, describe, descriptors

ROOT = Path(__file__).parents[2]
FOUND = bytes.fromhex("AAAAAA9669 0008 00009F 00000000 97")
SELECTED = bytes.fromhex("AAAAAA9669 000C 000090 0000000000000000 9C")
SDT_ENDPOINTS = (0x02, 0x06, 0x81, 0x85)

READ_ONE = """
import sys, time
from drivers.id_reader.card import parse_card
from drivers.id_reader.delays import Delays
from drivers.id_reader.exchange import ask
from drivers.id_reader.protocol import Command, card_content
from drivers.id_reader.usb_line import SdtUsbLine
from drivers.usb_address import usb_address

line = SdtUsbLine(usb_address(sys.argv[1]))
for command in (Command.FIND, Command.SELECT, Command.READ):
    reply = ask(line, command, Delays(answer=10, read_answer=10), time.monotonic)
print(parse_card(*card_content(Command.READ, reply.data)).number)
line.close()
"""
OPEN = """
import sys
from drivers.contract import DeviceError
from drivers.id_reader.usb_line import SdtUsbLine
from drivers.usb_address import usb_address

try:
    SdtUsbLine(usb_address(sys.argv[1]))
except DeviceError as error:
    print(type(error).__name__)
"""


def reading() -> bytes:
    body = bytes.fromhex("0508 000090 0100 0400") + LIN_ZHIYUAN.text() + LIN_ZHIYUAN.photo
    check = 0
    for byte in body:
        check ^= byte
    return bytes.fromhex("AAAAAA9669") + body + bytes((check,))


def on_libusb(program: str, port: str, folder: Path, *, endpoints: tuple[int, ...] = SDT_ENDPOINTS) -> str:
    """Return what a program prints that uses libusb beneath umockdev."""
    umockdev = shutil.which("umockdev-run")
    if umockdev is None:
        pytest.skip("umockdev is not installed")
    conversation = Recording()
    for answer in (FOUND, SELECTED, reading()):
        conversation.host_sends(0x02, 7)
        conversation.host_sends(0x06, 3)
        conversation.device_sends(0x81, answer[:7])
        conversation.device_sends(0x85, answer[7:])
    conversation.write(folder / "conversation.pcap")
    describe(folder / "reader.umockdev", descriptors(endpoints))
    done = subprocess.run(
        [
            *(umockdev, "--device", folder / "reader.umockdev"),
            *("--pcap", f"/sys{HUB}/{SOCKET}={folder / 'conversation.pcap'}"),
            *("--", sys.executable, "-c", program, port),
        ],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("port", ["usb://0400:C35A", "usb://0400:C35A?at=1-2"])
def test_a_card_through_libusb(port: str, tmp_path: Path) -> None:
    """Everything on USB would be true of our own bus only."""
    assert on_libusb(READ_ONE, port, tmp_path) == LIN_ZHIYUAN.number


@pytest.mark.parametrize(
    ("port", "endpoints", "error"),
    [
        ("usb://0400:C35A?at=1-3", SDT_ENDPOINTS, "PortAbsent"),
        ("usb://2015:0008", SDT_ENDPOINTS, "PortAbsent"),
        ("usb://0400:C35A?serial=ONE", SDT_ENDPOINTS, "PortAbsent"),
        ("usb://0400:C35A", (0x02, 0x81), "NotThatDevice"),
    ],
)
def test_what_libusb_says_of_other_devices(port: str, endpoints: tuple[int, ...], error: str, tmp_path: Path) -> None:
    """A wrong name in terminal.toml would be told as something else, or crash the driver."""
    assert on_libusb(OPEN, port, tmp_path, endpoints=endpoints) == error
