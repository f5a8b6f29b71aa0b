# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import concurrent.futures.thread  # noqa: F401 - loaded while we may still read it: Python may lie in root's folder
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.contract import Action, DeviceState
from drivers.id_reader import ReaderAbsent
from drivers.id_reader.emulator import Emulator
from drivers.id_reader.emulator.usb import UsbCable
from drivers.id_reader.sdt import SdtReader
from tests.faults.id_reader_bench import QUICK, emulator_on, reader_at, until

_NOBODY = 65534


@pytest.fixture
def without_rights() -> Iterator[None]:
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_port_without_the_right_to_it(tmp_path: Path, without_rights: None) -> None:
    """The technician would look for a cable while the kiosk's user lacks a group."""

    async def scenario(port: str) -> None:
        reader = SdtReader(port=port, delays=QUICK)
        await reader.start()
        try:
            assert reader.status.state is DeviceState.OFFLINE
            assert reader.status.action is Action.CONFIGURATION
            with pytest.raises(ReaderAbsent) as absent:
                await reader.read()
            assert absent.value.action is Action.CONFIGURATION
            Path(port).chmod(0o600)
            await until(reader, DeviceState.ONLINE)
        finally:
            await reader.close()

    folder = Path("/tmp") / f"kiosk-test-{os.getpid()}"
    folder.mkdir()
    try:
        with emulator_on("pty", folder) as emulator:
            Path(emulator.url).chmod(0)
            asyncio.run(scenario(emulator.url))
    finally:
        folder.rmdir()


def test_a_usb_reader_without_the_right_to_it() -> None:
    """The technician would look for a cable while a udev rule is what is missing."""
    emulator = Emulator.on_usb()
    cable = emulator.wire.cable
    assert isinstance(cable, UsbCable)
    cable.forbidden = True

    async def scenario() -> None:
        reader = reader_at(emulator)
        await reader.start()
        try:
            assert reader.status.state is DeviceState.OFFLINE
            assert reader.status.action is Action.CONFIGURATION
            with pytest.raises(ReaderAbsent) as absent:
                await reader.read()
            assert absent.value.action is Action.CONFIGURATION
            cable.forbidden = False
            await until(reader, DeviceState.ONLINE)
        finally:
            await reader.close()

    with emulator:
        asyncio.run(scenario())
