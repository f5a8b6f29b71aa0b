# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames on native USB as vendors' papers cut them: seven bytes on one pair of end points, the rest on the other."""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterator

import pytest
import usb.core  # type: ignore[import-untyped] # pyusb has no types
import usb.util  # type: ignore[import-untyped]

from drivers.id_reader.emulator import Emulator
from drivers.id_reader.emulator.usb import UsbBus, UsbCable
from drivers.id_reader.invented import CHEN_GUIYING
from drivers.id_reader.usb_line import SdtUsbLine
from drivers.usb_address import UsbAddress

FIND = bytes.fromhex("AAAAAA9669 0003 2001 22")
NO_CARD = bytes.fromhex("AAAAAA9669 0004 000080 84")
FOUND = bytes.fromhex("AAAAAA9669 0008 00009F 00000000 97")


class Watched(UsbBus):
    """Notes what the host sends."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[int, bytes]] = []

    def bulk_write(self, handle: object, ep: int, intf: int, data: array[int], timeout: int) -> int:
        self.sent.append((ep, data.tobytes()))
        return super().bulk_write(handle, ep, intf, data, timeout)  # type: ignore[arg-type]


@pytest.fixture
def bus() -> Watched:
    return Watched()


@pytest.fixture
def cable(bus: Watched) -> UsbCable:
    return UsbCable(bus)


@pytest.fixture
def emulator(cable: UsbCable) -> Iterator[Emulator]:
    with Emulator(cable) as emulator:
        yield emulator


@pytest.fixture
def line(bus: Watched, emulator: Emulator) -> Iterator[SdtUsbLine]:
    line = SdtUsbLine(UsbAddress(0x0400, 0xC35A), lambda: bus)
    yield line
    line.close()
    assert not bus.handles


def answer(line: SdtUsbLine, length: int) -> bytes:
    got, until = b"", time.monotonic() + 5
    while len(got) < length and time.monotonic() < until:
        got += line.read(1)
    return got


def test_a_command_is_cut_in_two(bus: Watched, line: SdtUsbLine) -> None:
    """The reader would wait for the rest of a frame that came to the wrong place."""
    line.write(FIND)
    assert bus.sent == [(0x02, FIND[:7]), (0x06, FIND[7:])]
    assert answer(line, 11) == NO_CARD


def test_a_golden_reading(emulator: Emulator, line: SdtUsbLine) -> None:
    """No card would be read over USB: 1295 bytes, of which seven come apart."""
    emulator.insert(CHEN_GUIYING)
    line.write(FIND)
    assert answer(line, 15) == FOUND
    line.write(bytes.fromhex("AAAAAA9669 0003 2002 21"))
    assert answer(line, 19) == bytes.fromhex("AAAAAA9669 000C 000090 0000000000000000 9C")
    line.write(bytes.fromhex("AAAAAA9669 0003 3001 32"))
    card = answer(line, 1295)
    assert card[:14] == bytes.fromhex("AAAAAA9669 0508 000090 0100 0400")
    assert card[14:-1] == CHEN_GUIYING.text() + CHEN_GUIYING.photo


@pytest.mark.parametrize("left", [{0x81: NO_CARD[:7]}, {0x85: NO_CARD[7:]}, {0x81: NO_CARD[:7], 0x85: NO_CARD[7:]}])
def test_what_was_left_behind_is_no_answer(
    left: dict[int, bytes], cable: UsbCable, emulator: Emulator, line: SdtUsbLine
) -> None:
    """After one answer that came too late, each head would be joined with the rest of the one before."""
    emulator.insert(CHEN_GUIYING)
    for endpoint, data in left.items():
        cable.leave_behind(endpoint, data)
    line.write(FIND)
    assert answer(line, 15) == FOUND


def test_a_whole_frame_behind_its_head(cable: UsbCable, emulator: Emulator, line: SdtUsbLine) -> None:
    """A reader that sends a short answer in one piece would be waited for at the other end point."""
    cable.leave_behind(0x81, NO_CARD)
    cable.leave_behind(0x81, FOUND)
    assert line.read(1) + line.read(1) == NO_CARD + FOUND


@pytest.mark.parametrize("cut", [(0x06, FIND), (0x02, FIND)])
def test_the_emulator_insists_on_the_cut(cut: tuple[int, bytes], bus: Watched, emulator: Emulator) -> None:
    """A driver that sends whole frames to one end point would pass here and fail at every real reader."""
    device = usb.core.find(backend=bus)
    device.write(cut[0], cut[1])
    device.write(0x06, FIND[7:])
    with pytest.raises(usb.core.USBTimeoutError):
        device.read(0x81, 64, 200)
    device.write(0x02, FIND[:7])
    device.write(0x06, FIND[7:])
    assert bytes(device.read(0x81, 64, 5000)) == NO_CARD[:7]
    assert bytes(device.read(0x85, 64, 5000)) == NO_CARD[7:]
    usb.util.dispose_resources(device)
