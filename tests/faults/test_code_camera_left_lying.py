# SPDX-License-Identifier: GPL-3.0-or-later
"""If this fails, the code of the person before is taken for the next person's."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from drivers.camera.emulator import HttpCamera
from drivers.contract import DeviceState, TimedOut
from drivers.scanner import Scanner
from tests.faults.code_camera_bench import E_ID, QUICK, desk, play, shown, taken_away, until
from tests.faults.waiting import PATIENCE


def test_a_code_that_lies_there_is_nobodys() -> None:
    """However long it lies there, and whoever asks."""

    async def scenario(emulator: HttpCamera, scanner: Scanner) -> None:
        emulator.scene.show(desk(E_ID))
        for _ in range(2):
            with pytest.raises(TimedOut):
                await scanner.scan(timeout=1.5 * QUICK.away)

    play(scenario)


def test_a_code_that_was_read_and_left_is_not_read_again() -> None:
    async def scenario(emulator: HttpCamera, scanner: Scanner) -> None:
        assert (await shown(emulator, scanner)).text == E_ID
        with pytest.raises(TimedOut):
            await scanner.scan(timeout=1.5 * QUICK.away)

    play(scenario)


def test_a_code_that_is_shown_anew_is_read() -> None:
    """Taken away for a moment first: in one scan, and between two."""

    async def scenario(emulator: HttpCamera, scanner: Scanner) -> None:
        assert (await shown(emulator, scanner)).text == E_ID
        await taken_away(emulator, scanner)
        assert (await shown(emulator, scanner)).text == E_ID
        scan = asyncio.create_task(scanner.scan(timeout=PATIENCE))
        await until(scanner, DeviceState.BUSY)
        emulator.scene.show(desk())
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(scan), 1.5 * QUICK.away)
        emulator.scene.show(desk(E_ID))
        assert (await scan).text == E_ID

    play(scenario)


def test_a_code_that_flickers_lies_there_still() -> None:
    """A hand goes over it, the focus hunts: it is gone for less than a moment."""

    async def scenario(emulator: HttpCamera, scanner: Scanner) -> None:
        assert (await shown(emulator, scanner)).text == E_ID
        emulator.scene.show(desk(E_ID), desk(), each=12)
        with pytest.raises(TimedOut):
            await scanner.scan(timeout=1.0)

    play(scenario, delays=replace(QUICK, away=0.5))
