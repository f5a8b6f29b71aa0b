# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from drivers.id_reader import ReaderAbsent
from drivers.id_reader.emulator import Emulator
from drivers.id_reader.emulator.usb import UsbCable
from drivers.id_reader.sdt import SdtReader
from tests.faults.barred_port import folder_of_nobodys, forbidden, works_after
from tests.faults.id_reader_bench import QUICK, emulator_on, reader_at


def test_a_port_without_the_right_to_it() -> None:
    """The technician would look for a cable while the kiosk's user lacks a group."""

    async def scenario(port: str) -> None:
        reader = SdtReader(port=port, delays=QUICK)
        await works_after(forbidden(port), reader, reader.read, ReaderAbsent)
        await reader.close()

    with folder_of_nobodys() as folder, emulator_on("pty", folder) as emulator:
        asyncio.run(scenario(emulator.url))


def test_a_usb_reader_without_the_right_to_it() -> None:
    """The technician would look for a cable while a udev rule is what is missing."""
    emulator = Emulator.on_usb()
    cable = emulator.wire.cable
    assert isinstance(cable, UsbCable)

    @contextmanager
    def without_its_rule() -> Iterator[None]:
        cable.forbidden = True
        yield
        cable.forbidden = False

    async def scenario() -> None:
        reader = reader_at(emulator)
        await works_after(without_its_rule(), reader, reader.read, ReaderAbsent)
        await reader.close()

    with emulator:
        asyncio.run(scenario())
