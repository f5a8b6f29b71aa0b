# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, one person's code is taken for the next person's."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.attachment import Pace
from drivers.contract import DeviceState, TimedOut
from drivers.scanner import Scanner
from drivers.scanner.emulator import Emulator
from tests.faults.scanner_bench import CABLES, E_ID, QUICK, asked, emulator_on, nothing, play, shown
from tests.faults.waiting import until


@pytest.mark.parametrize("cable", CABLES)
def test_a_code_shown_before_the_visit(cable: str, tmp_path: Path) -> None:
    """Somebody who passed by would be the citizen of the next visit."""

    async def scenario(emulator: Emulator, scanner: Scanner) -> None:
        emulator.show("somebody before")
        await nothing(scanner)
        assert (await shown(emulator, scanner, E_ID)).text == E_ID

    play(scenario, emulator_on(cable, tmp_path))


@pytest.mark.parametrize("cable", CABLES)
def test_a_code_that_is_on_its_way_when_the_visit_begins(cable: str, tmp_path: Path) -> None:
    """The end of an earlier code would be a code of its own."""

    async def scenario(emulator: Emulator, scanner: Scanner) -> None:
        emulator.send(b"somebody bef")
        scan = await asked(scanner, timeout=0.3)
        emulator.send(b"ore\r")
        with pytest.raises(TimedOut):
            await scan
        assert (await shown(emulator, scanner, E_ID)).text == E_ID

    patient = replace(QUICK, lost_end=3)
    play(scenario, emulator_on(cable, tmp_path), delays=patient, suffix="cr")


def test_a_paper_left_under_a_scanner_in_its_continuous_mode(tmp_path: Path) -> None:
    """The paper that somebody forgot would be read again and again, in every visit."""

    async def scenario(emulator: Emulator, scanner: Scanner) -> None:
        scan = await asked(scanner)
        emulator.leave(E_ID, every=0.25)
        assert (await scan).text == E_ID
        await nothing(scanner)
        await nothing(scanner)
        emulator.take_away()
        await nothing(scanner, for_seconds=1.2)
        assert (await shown(emulator, scanner, E_ID)).text == E_ID

    play(scenario, emulator_on("tcp", tmp_path, suffix=b""), delays=replace(QUICK, away=1.0))


def test_a_paper_that_lies_there_since_before_the_visit(tmp_path: Path) -> None:
    """Several sendings run together while nobody asks, and the next one would look new."""

    async def scenario(emulator: Emulator, scanner: Scanner) -> None:
        emulator.leave(E_ID, every=0.2)
        await until(scanner, DeviceState.ONLINE)
        await asyncio.to_thread(emulator.sent, 4)
        await nothing(scanner)

    slow_looks = replace(QUICK, pace=Pace(look=0.5))
    play(scenario, emulator_on("tcp", tmp_path), delays=slow_looks)


def test_another_code_is_another(tmp_path: Path) -> None:
    """Whoever comes next would have to wait until the paper before is forgotten."""

    async def scenario(emulator: Emulator, scanner: Scanner) -> None:
        assert (await shown(emulator, scanner, E_ID)).text == E_ID
        assert (await shown(emulator, scanner, "another")).text == "another"

    play(scenario, emulator_on("pty", tmp_path))
