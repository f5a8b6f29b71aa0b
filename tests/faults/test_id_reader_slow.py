# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.contract import DeviceState, TimedOut
from drivers.id_reader import IdReader
from drivers.id_reader.emulator import FIND, STATUS, Emulator
from drivers.id_reader.invented import CHEN_GUIYING, LIN_ZHIYUAN
from tests.faults.id_reader_bench import CABLES, QUICK, emulator_on, heard, play
from tests.faults.waiting import PATIENCE, until


@pytest.mark.parametrize("cable", CABLES)
def test_a_slow_reader_is_waited_for(cable: str, tmp_path: Path) -> None:
    """An old reader that thinks before it answers would be called broken."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.slow(answer_after=0.05)
        emulator.insert(CHEN_GUIYING)
        assert (await reader.read(timeout=PATIENCE)).number == CHEN_GUIYING.number

    play(scenario, emulator_on(cable, tmp_path), delays=QUICK)


def test_answers_later_than_their_limit_are_not_taken_for_others() -> None:
    """After one late answer every command would get the one before it, and a card would be misread."""

    limits = replace(QUICK, answer=0.15)

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        await until(reader, DeviceState.ONLINE)
        emulator.slow(answer_after=limits.answer * 1.2)
        await heard(emulator, STATUS)
        await heard(emulator, STATUS)
        emulator.slow()
        for person in (CHEN_GUIYING, LIN_ZHIYUAN):
            emulator.insert(person)
            assert (await reader.read(timeout=PATIENCE)).number == person.number

    play(scenario, Emulator.on_tcp(), delays=limits)


def test_a_time_limit_does_not_cut_a_reading_short() -> None:
    """A card found in the last moment would be read for nobody, and not be found again until it is lifted."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.insert(CHEN_GUIYING)
        emulator.slow(per_byte=0.0001)
        card = await reader.read(timeout=0.3)
        assert card.number == CHEN_GUIYING.number
        with pytest.raises(TimedOut):
            await reader.read(timeout=0.1)  # read already, so not found again
        emulator.lift()
        reading = asyncio.create_task(reader.read(timeout=PATIENCE))
        await heard(emulator, FIND)
        emulator.insert(CHEN_GUIYING)
        assert await reading == card

    play(scenario, Emulator.on_tcp(), delays=QUICK)
