# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from drivers.id_reader import ReaderAbsent
from drivers.id_reader.emulator import Emulator
from drivers.id_reader.emulator.usb import UsbCable
from drivers.id_reader.sdt import SdtReader
from tests.drivers import usb_bench
from tests.faults.barred_port import held_by_another_program, works_after
from tests.faults.id_reader_bench import QUICK, emulator_on, reader_at


def test_a_port_that_another_program_holds(tmp_path: Path) -> None:
    """Two programs would eat each other's answers, and both would misread cards."""

    async def scenario(port: str) -> None:
        reader = SdtReader(port=port, delays=QUICK)
        await works_after(held_by_another_program(port), reader, reader.read, ReaderAbsent)
        await reader.close()

    with emulator_on("pty", tmp_path) as emulator:
        asyncio.run(scenario(emulator.url))


@pytest.mark.parametrize("holder", ["program", "kernel"])
def test_a_usb_reader_that_another_holds(holder: str) -> None:
    """Two programs would eat each other's answers, and both would misread cards."""
    emulator = Emulator.on_usb()
    cable = emulator.wire.cable
    assert isinstance(cable, UsbCable)

    @contextmanager
    def held_by_the_kernel() -> Iterator[None]:
        cable.held_by_kernel = True
        yield
        cable.held_by_kernel = False

    async def scenario() -> None:
        reader = reader_at(emulator)
        held = usb_bench.held_by_another_program(cable.bus) if holder == "program" else held_by_the_kernel()
        await works_after(held, reader, reader.read, ReaderAbsent)
        await reader.close()

    with emulator:
        asyncio.run(scenario())
