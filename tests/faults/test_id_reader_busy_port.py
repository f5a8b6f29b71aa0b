# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import contextlib
import fcntl
from pathlib import Path

import pytest

from drivers.contract import Action, DeviceState
from drivers.id_reader import ReaderAbsent
from drivers.id_reader.emulator import Emulator
from drivers.id_reader.emulator.usb import UsbCable
from drivers.id_reader.sdt import SdtReader
from tests.drivers.usb_bench import held_by_another_program
from tests.faults.id_reader_bench import QUICK, emulator_on, reader_at, until


def test_a_port_that_another_program_holds(tmp_path: Path) -> None:
    """Two programs would eat each other's answers, and both would misread cards."""

    async def scenario(port: str) -> None:
        reader = SdtReader(port=port, delays=QUICK)
        with Path(port).open("rb", buffering=0) as other:
            fcntl.flock(other, fcntl.LOCK_EX)
            await reader.start()
            assert reader.status.state is DeviceState.OFFLINE
            assert reader.status.action is Action.CONFIGURATION
            with pytest.raises(ReaderAbsent) as absent:
                await reader.read()
            assert absent.value.state is DeviceState.OFFLINE
        await until(reader, DeviceState.ONLINE)
        await reader.close()

    with emulator_on("pty", tmp_path) as emulator:
        asyncio.run(scenario(emulator.url))


@pytest.mark.parametrize("holder", ["program", "kernel"])
def test_a_usb_reader_that_another_holds(holder: str) -> None:
    """Two programs would eat each other's answers, and both would misread cards."""
    emulator = Emulator.on_usb()
    cable = emulator.wire.cable
    assert isinstance(cable, UsbCable)

    async def scenario() -> None:
        reader = reader_at(emulator)
        with contextlib.ExitStack() as held:
            if holder == "program":
                held.enter_context(held_by_another_program(cable.bus))
            else:
                cable.held_by_kernel = True
            await reader.start()
            assert reader.status.state is DeviceState.OFFLINE
            assert reader.status.action is Action.CONFIGURATION
            with pytest.raises(ReaderAbsent) as absent:
                await reader.read()
            assert absent.value.state is DeviceState.OFFLINE
        cable.held_by_kernel = False
        await until(reader, DeviceState.ONLINE)
        await reader.close()

    with emulator:
        asyncio.run(scenario())
