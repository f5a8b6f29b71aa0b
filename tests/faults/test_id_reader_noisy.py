# SPDX-License-Identifier: GPL-3.0-or-later
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.contract import DeviceState
from drivers.id_reader import CardUnreadable, IdReader, ReaderSilent
from drivers.id_reader.emulator import READ, Emulator
from drivers.id_reader.invented import CHEN_GUIYING
from tests.faults.id_reader_bench import QUICK, emulator_on, play
from tests.faults.waiting import PATIENCE, until


@pytest.mark.parametrize(
    ("before", "inside"),
    [
        (b"", b"\x00"),
        (b"\x00", b""),
        (b"\x00\xff\xaa", b"\x00"),
        (b"\xaa\xaa\xaa\x96", b""),
        (b"\xaa\x96\x69\x00", b""),
        (b"\xaa\xaa\xaa\x96\x69\xff\xff", b""),
        (bytes(200), b"\xaa"),
    ],
)
@pytest.mark.parametrize("cable", ["tcp", "pty"])  # native USB repeats a damaged packet by itself
def test_stray_bytes_around_each_preamble(cable: str, before: bytes, inside: bytes, tmp_path: Path) -> None:
    """A worn cable would make a good reader useless."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.noise(before=before, inside=inside)
        emulator.insert(CHEN_GUIYING)
        assert (await reader.read(timeout=PATIENCE)).number == CHEN_GUIYING.number

    play(scenario, emulator_on(cable, tmp_path), delays=replace(QUICK, gap=0.05))


@pytest.mark.parametrize("fault", ["damage", "shorten"])
def test_a_damaged_answer_now_and_then(fault: str) -> None:
    """One lost byte would end the visit, though asking again would do."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        await until(reader, DeviceState.ONLINE)
        emulator.insert(CHEN_GUIYING)
        getattr(emulator, fault)(1)
        assert (await reader.read(timeout=PATIENCE)).number == CHEN_GUIYING.number

    play(scenario, Emulator.on_tcp(), delays=replace(QUICK, answer=0.1, read_answer=0.2))


def test_a_damaged_reading_is_never_a_card() -> None:
    """A wrong digit in a person's number would be filed under somebody else."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.damage(1, of=READ)
        emulator.insert(CHEN_GUIYING)
        with pytest.raises(CardUnreadable):
            await reader.read(timeout=PATIENCE)

    play(scenario, Emulator.on_tcp(), delays=replace(QUICK, answer=0.1, read_answer=0.2))


def test_nothing_but_damage_counts_as_silence() -> None:
    """A broken line would be tried for ever."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        await until(reader, DeviceState.ONLINE)
        emulator.damage(1000)
        with pytest.raises(ReaderSilent):
            await reader.read(timeout=PATIENCE)
        await until(reader, DeviceState.OFFLINE)

    play(scenario, Emulator.on_tcp(), delays=replace(QUICK, answer=0.1, gap=0.1))
