# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.contract import DeviceState
from drivers.emulator import PtyCable
from drivers.id_reader import IdReader
from drivers.id_reader.emulator import STATUS, Emulator
from drivers.id_reader.invented import CHEN_GUIYING
from drivers.id_reader.port import Port
from tests.faults.id_reader_bench import QUICK, emulator_on, heard, play, reader_at
from tests.faults.waiting import PATIENCE, until

IMPATIENT = replace(QUICK, answer=0.05, gap=0.05, hopeless=0.2)


@pytest.mark.parametrize("speed", [57600, 38400, 19200, 9600])
def test_a_module_at_another_speed_is_found(speed: int, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A reader taken from another terminal would count as silent until somebody guesses its speed."""
    caplog.set_level(logging.INFO, "drivers")
    emulator = emulator_on("pty", tmp_path)

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        await until(reader, DeviceState.ONLINE)
        emulator.insert(CHEN_GUIYING)
        assert (await reader.read(timeout=PATIENCE)).name == CHEN_GUIYING.name

    emulator._speed = speed
    play(scenario, emulator, delays=IMPATIENT)
    told = [record.getMessage() for record in caplog.records if "baud" in record.getMessage()]
    assert told == [f"the ID-card reader answers at {speed} baud and not at the 115200 that are set"]


def test_the_set_speed_is_tried_first(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Every start would take as long as the search for a speed that is known."""
    emulator = emulator_on("pty", tmp_path)
    emulator._speed = 9600

    async def scenario() -> None:
        reader = reader_at(emulator, baud=9600)
        await reader.start()
        assert reader.status.state is DeviceState.ONLINE
        await reader.close()

    with emulator:
        asyncio.run(scenario())
    assert not caplog.records


def test_a_module_that_has_answered_keeps_its_speed(tmp_path: Path) -> None:
    """A reader whose adapter loses power for a moment would be searched at four wrong speeds before it is found."""
    cable = PtyCable(tmp_path / "ttyREADER")
    cable.plug()
    port = Port(cable.url, baud=38400, limit=1)

    def speed_of_an_opening() -> int | None:
        line = port.open()
        try:
            return cable.speed()
        finally:
            line.close()

    tried = [speed_of_an_opening()]
    while len(tried) < 6:
        assert port.try_another_speed()
        tried.append(speed_of_an_opening())
    assert tried == [38400, 115200, 57600, 19200, 9600, 38400]
    port.try_another_speed()
    port.answered()
    assert not port.try_another_speed()
    assert speed_of_an_opening() == 115200
    cable.unplug()


@pytest.mark.parametrize("speed", [57600, 9600])
def test_a_module_is_set_to_the_speed_if_asked_for(
    speed: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A card would take a second and a half on a line that could do it in a fifth, for as long as the reader lives.

    One that forgets its speed with its power is found at its own and set once more.
    """
    emulator = emulator_on("pty", tmp_path)

    async def scenario() -> None:
        emulator.speed(speed)
        reader = reader_at(emulator, delays=IMPATIENT, set_baud=True)
        await reader.start()
        try:
            for times in (1, 2):
                await until(reader, DeviceState.ONLINE)
                await asyncio.to_thread(emulator.wait_until_set_to, 115200)
                emulator.insert(CHEN_GUIYING)
                assert (await reader.read(timeout=PATIENCE)).name == CHEN_GUIYING.name
                assert emulator.count(b"\x60\x00") == times
                emulator.unplug()
                await until(reader, DeviceState.NO_DEVICE)
                emulator.plug()
        finally:
            await reader.close()

    with emulator:
        asyncio.run(scenario())
    assert not [record for record in caplog.records if "not heard" in record.getMessage()]


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        pytest.param(0x21, [], id="does not know the command"),
        pytest.param(
            0x90,
            ["the ID-card reader is not heard at 115200 baud, to which it was to change from 38400"],
            id="says yes and stays where it was",
        ),
    ],
)
def test_a_module_that_does_not_change_is_used_at_its_own_speed(
    verdict: int, told: list[str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It would be asked for ever and hold up cards, or be lost for good."""
    emulator = emulator_on("pty", tmp_path)

    async def scenario() -> None:
        emulator.speed(38400)
        emulator.refuse(b"\x60\x00", verdict)
        reader = reader_at(emulator, delays=IMPATIENT, set_baud=True)
        await reader.start()
        try:
            await heard(emulator, b"\x60\x00")
            await heard(emulator, STATUS)
            emulator.insert(CHEN_GUIYING)
            assert (await reader.read(timeout=PATIENCE)).name == CHEN_GUIYING.name
        finally:
            await reader.close()

    with emulator:
        asyncio.run(scenario())
    assert emulator.count(b"\x60\x00") == 1
    assert [record.getMessage() for record in caplog.records if "not heard" in record.getMessage()] == told


@pytest.mark.parametrize("port", ["socket://10.0.0.7:4001", "usb://0400:C35A"])
def test_lines_without_speed_are_not_searched(port: str) -> None:
    """A reader behind a network adapter that is silent for a moment would be hung up on, again and again."""
    line = Port(port, baud=115200, limit=1, switch=True)
    assert not line.try_another_speed()
    assert line.switch is None
