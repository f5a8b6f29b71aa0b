# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.contract import Action, DeviceState
from drivers.emulator import TcpCable
from drivers.id_reader import CardUnreadable, IdReader, ReaderSilent
from drivers.id_reader.emulator import FIND, READ, SAM_ID, SELECT, STATUS, Emulator
from drivers.id_reader.invented import CHEN_GUIYING
from tests.faults.id_reader_bench import CABLES, QUICK, emulator_on, heard, play
from tests.faults.waiting import PATIENCE, until


def test_silence_while_a_card_is_waited_for() -> None:
    """A reader that hangs would leave the citizen waiting; the promise is a clear word within 3 s."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        reading = asyncio.create_task(reader.read())
        await heard(emulator, FIND)
        emulator.silence(on=True)
        with pytest.raises(ReaderSilent) as silent:
            await asyncio.wait_for(reading, PATIENCE)
        assert silent.value.action is Action.RESET
        assert reader.status.state is DeviceState.OFFLINE
        emulator.silence(on=False)
        emulator.insert(CHEN_GUIYING)
        await until(reader, DeviceState.ONLINE)
        assert (await reader.read(timeout=PATIENCE)).name == CHEN_GUIYING.name

    play(scenario, Emulator.on_tcp(), delays=replace(QUICK, answer=0.2))


@pytest.mark.parametrize("command", [SELECT, READ])
@pytest.mark.parametrize("cable", CABLES)
def test_silence_with_a_card_on_the_reader(cable: str, command: bytes, tmp_path: Path) -> None:
    """The page would say that it reads, and go on saying so."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.insert(CHEN_GUIYING)
        emulator.ignore(command)
        with pytest.raises(ReaderSilent):
            await asyncio.wait_for(reader.read(), PATIENCE)
        emulator.ignore()
        assert (await reader.read(timeout=PATIENCE)).name == CHEN_GUIYING.name

    play(scenario, emulator_on(cable, tmp_path), delays=replace(QUICK, answer=0.25, read_answer=0.25))


@pytest.mark.parametrize("cable", CABLES)
def test_silence_in_the_midst_of_an_answer(cable: str, tmp_path: Path) -> None:
    """A reader that stops halfway would hold up the visit until somebody pulls its plug."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.insert(CHEN_GUIYING)
        emulator.slow(per_byte=0.001)
        reading = asyncio.create_task(reader.read())
        await heard(emulator, READ)
        emulator.silence(on=True)
        with pytest.raises((CardUnreadable, ReaderSilent)):
            await asyncio.wait_for(reading, PATIENCE)
        with pytest.raises(ReaderSilent):
            await asyncio.wait_for(reader.read(), PATIENCE)

    play(scenario, emulator_on(cable, tmp_path), delays=replace(QUICK, answer=0.1, gap=0.1))


@pytest.mark.parametrize("cable", CABLES)
def test_silent_from_the_start_and_while_idle(cable: str, tmp_path: Path) -> None:
    """An open port would be taken for a reader, and the menu would offer what cannot be done."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        for _ in range(2):
            await until(reader, DeviceState.ONLINE)
            emulator.silence(on=True)
            await until(reader, DeviceState.OFFLINE)
            emulator.silence(on=False)
        await until(reader, DeviceState.ONLINE)

    emulator = emulator_on(cable, tmp_path)
    emulator.wire.silent = True

    async def from_the_start(emulator: Emulator, reader: IdReader) -> None:
        assert reader.status.state is DeviceState.OFFLINE
        emulator.silence(on=False)
        await scenario(emulator, reader)

    play(from_the_start, emulator, delays=replace(QUICK, answer=0.05))


def test_a_port_that_stays_silent_is_opened_anew() -> None:
    """A connection that died without a word would never be replaced by a living one."""
    cable = TcpCable()

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.silence(on=True)
        await until(reader, DeviceState.OFFLINE)
        async with asyncio.timeout(PATIENCE):
            while cable.clients < 2:
                await heard(emulator, STATUS)

    limits = replace(QUICK, answer=0.05, hopeless=0.2)
    play(scenario, Emulator(cable), delays=limits)


def test_a_visit_opens_a_dead_connection_anew() -> None:
    """A network adapter that lost power and came back would stay lost to the citizen who stands there with a card."""
    cable = TcpCable()

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.silence(on=True)
        async with asyncio.timeout(PATIENCE):
            while cable.clients < 2:  # one reading after the other, so that nothing is done in between
                with pytest.raises(ReaderSilent):
                    await reader.read()
        emulator.silence(on=False)
        emulator.insert(CHEN_GUIYING)
        assert (await reader.read(timeout=PATIENCE)).name == CHEN_GUIYING.name

    play(scenario, Emulator(cable), delays=replace(QUICK, answer=0.05, probe=60, hopeless=0.2))


def test_silence_is_told_in_time_behind_an_idle_question() -> None:
    """The page would still wait for a card after 3 s when the reader fell silent just before it was shown."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        await heard(emulator, STATUS)
        emulator.silence(on=True)
        await heard(emulator, STATUS)
        with pytest.raises(ReaderSilent):
            await asyncio.wait_for(reader.read(), PATIENCE)

    play(scenario, Emulator.on_tcp(), delays=replace(QUICK, answer=0.2))


def test_a_reader_without_the_optional_commands_serves() -> None:
    """Readers that know no status or serial number would count as silent."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        await until(reader, DeviceState.ONLINE)
        emulator.insert(CHEN_GUIYING)
        assert (await reader.read(timeout=PATIENCE)).name == CHEN_GUIYING.name
        await heard(emulator, FIND)
        assert reader.status.usable
        assert reader.capabilities.serial is None

    emulator = Emulator.on_tcp()
    emulator._unknown = {STATUS, SAM_ID}
    play(scenario, emulator, delays=replace(QUICK, answer=0.1))
