# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import gc
import logging
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.contract import Closed, DeviceState, Status, TimedOut
from drivers.id_reader import IdReader, IdReaderCapabilities
from drivers.id_reader.emulator import FIND, READ, SELECT, Emulator
from drivers.id_reader.invented import CHEN_GUIYING, LIN_ZHIYUAN, PEOPLE
from tests.faults.id_reader_bench import CABLES, QUICK, emulator_on, heard, play, reader_at
from tests.faults.waiting import PATIENCE, free_at_once, until


@pytest.mark.parametrize("cable", CABLES)
def test_cards_one_after_another(cable: str, tmp_path: Path) -> None:
    """No card would be read."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        for person in PEOPLE:
            emulator.insert(person)
            card = await reader.read(timeout=PATIENCE)
            assert (card.name, card.number, card.photo) == (person.name, person.number, person.photo)

    play(scenario, emulator_on(cable, tmp_path))


def test_the_way_of_a_reading() -> None:
    """The page would not say that the card is being read, or the menu that the reader is in use."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        await until(reader, DeviceState.ONLINE)
        events: list[object] = []
        unsubscribe = reader.subscribe(events.append)
        reading = asyncio.create_task(reader.read(on_found=lambda: events.append("found")))
        await heard(emulator, FIND)
        assert emulator.count(SELECT) == 0
        emulator.insert(CHEN_GUIYING)
        await reading
        await asyncio.sleep(0)
        assert events == [Status(DeviceState.BUSY), "found", Status(DeviceState.ONLINE)]
        unsubscribe()
        unsubscribe()
        assert (emulator.count(SELECT), emulator.count(READ)) == (1, 1)

    play(scenario, Emulator.on_tcp())


def test_a_card_that_has_been_read_waits_to_be_lifted() -> None:
    """The next visit would begin with the last citizen's card still lying there."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.insert(CHEN_GUIYING)
        await reader.read(timeout=PATIENCE)
        with pytest.raises(TimedOut):
            await reader.read(timeout=0.1)
        assert (await until(reader, DeviceState.ONLINE)).usable
        emulator.lift()
        emulator.insert(CHEN_GUIYING)
        assert await reader.read(timeout=PATIENCE)

    play(scenario, Emulator.on_tcp())


def test_a_cancelled_caller_is_free_and_so_is_the_reader() -> None:
    """The Back button would not answer, or the reader would be lost to the next visit."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.silence(on=True)  # so that the driver sits in an exchange and cannot look up
        reading = asyncio.create_task(reader.read())
        await heard(emulator, FIND)
        await free_at_once(reading)
        emulator.silence(on=False)
        emulator.insert(LIN_ZHIYUAN)
        assert (await reader.read(timeout=PATIENCE)).name == LIN_ZHIYUAN.name

    play(scenario, Emulator.on_tcp(), delays=replace(QUICK, answer=0.15))


def test_two_callers_take_turns() -> None:
    """Two steps that want a card would each get half of one."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        first = asyncio.create_task(reader.read())
        second = asyncio.create_task(reader.read())
        emulator.insert(CHEN_GUIYING)
        assert (await first).name == CHEN_GUIYING.name
        emulator.insert(LIN_ZHIYUAN)
        assert (await second).name == LIN_ZHIYUAN.name

    play(scenario, Emulator.on_tcp())


def test_closing_ends_what_waits() -> None:
    """The engine would not stop, or a step would wait for ever."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        reading = asyncio.create_task(reader.read())
        await heard(emulator, FIND)
        await reader.close()
        with pytest.raises(Closed):
            await reading
        assert reader.status == Status()
        with pytest.raises(Closed):
            await reader.read()
        await reader.close()
        await reader.start()
        emulator.insert(CHEN_GUIYING)
        assert await reader.read(timeout=PATIENCE)

    play(scenario, Emulator.on_tcp())


def test_capabilities() -> None:
    """The technician could not tell one module from another."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        await until(reader, DeviceState.ONLINE)
        with pytest.raises(TimedOut):
            await reader.read(timeout=0.05)  # behind the question for the number
        assert reader.capabilities == IdReaderCapabilities(
            "id_reader", (1, 1), serial="05.01-20232202-0000001234-0000005678"
        )

    play(scenario, Emulator.on_tcp())


def test_nothing_is_left_behind() -> None:
    """A terminal that runs for months would run out of threads or file descriptors."""

    async def rounds(emulator: Emulator) -> None:
        for _ in range(20):
            reader = reader_at(emulator)
            await reader.start()
            emulator.insert(CHEN_GUIYING)
            await reader.read(timeout=PATIENCE)
            await reader.close()

    def count() -> tuple[int, int]:
        gc.collect()
        return threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))

    threads, files = count()
    with Emulator.on_tcp() as emulator:
        asyncio.run(rounds(emulator))
    after = count()
    # Fewer than before are what another test has let go of meanwhile.
    assert after[0] <= threads
    assert after[1] <= files


def test_no_person_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """A person's data would outlive the visit in a log."""
    caplog.set_level(logging.DEBUG)

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.insert(CHEN_GUIYING)
        await reader.read(timeout=PATIENCE)

    play(scenario, Emulator.on_tcp())
    assert not any(part in caplog.text for part in (CHEN_GUIYING.name, CHEN_GUIYING.number, CHEN_GUIYING.address))
