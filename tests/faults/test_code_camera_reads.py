# SPDX-License-Identifier: GPL-3.0-or-later
"""If this fails, a code that is shown is not read, is read twice, or waits while nobody wants it."""

from __future__ import annotations

import asyncio

import pytest

from drivers.camera.emulator import HttpCamera
from drivers.contract import Closed, DeviceState, TimedOut
from drivers.scanner import ConfigurationCode, Scanner, Symbology
from tests.faults.code_camera_bench import E_ID, asked, desk, play, shown, taken_away, until
from tests.faults.waiting import PATIENCE, free_at_once


def test_a_code_that_is_shown_is_read() -> None:
    async def scenario(emulator: HttpCamera, scanner: Scanner) -> None:
        code = await shown(emulator, scanner)
        assert (code.raw, code.text, code.symbology) == (E_ID.encode(), E_ID, Symbology.QR)
        assert E_ID not in repr(code)
        await until(scanner, DeviceState.ONLINE)

    play(scenario)


def test_the_next_code_is_read_at_once() -> None:
    """Another one, beside the one that still lies there."""

    async def scenario(emulator: HttpCamera, scanner: Scanner) -> None:
        assert (await shown(emulator, scanner, "first")).text == "first"
        scan = await asked(scanner)
        emulator.scene.show(desk("first", "second"))
        assert (await scan).text == "second"

    play(scenario)


def test_nobody_looks_while_nobody_asks() -> None:
    """A camera that always looks is watched by people, and its lamp burns out."""

    async def scenario(emulator: HttpCamera, scanner: Scanner) -> None:
        await shown(emulator, scanner)
        await asyncio.to_thread(emulator.wait_for_viewers, 0)

    play(scenario)


def test_a_cancelled_caller_is_free_at_once_and_the_next_one_served() -> None:
    async def scenario(emulator: HttpCamera, scanner: Scanner) -> None:
        scan = await asked(scanner, timeout=None)
        await free_at_once(scan)
        await until(scanner, DeviceState.ONLINE)
        assert (await shown(emulator, scanner)).text == E_ID

    play(scenario)


def test_a_second_caller_waits_for_its_turn() -> None:
    async def scenario(emulator: HttpCamera, scanner: Scanner) -> None:
        first = await asked(scanner)
        second = asyncio.create_task(scanner.scan(timeout=PATIENCE))
        with pytest.raises(TimedOut):
            await scanner.scan(timeout=0.1)
        emulator.scene.show(desk(E_ID))
        assert (await first).text == E_ID
        await until(scanner, DeviceState.BUSY)
        emulator.scene.show(desk("other"))
        assert (await second).text == "other"

    play(scenario)


def test_closing_ends_the_scan() -> None:
    async def scenario(emulator: HttpCamera, scanner: Scanner) -> None:
        scan = await asked(scanner, timeout=None)
        await scanner.close()
        with pytest.raises(Closed):
            await scan
        assert scanner.status.state is DeviceState.UNKNOWN

    play(scenario)


def test_a_code_for_scanners_is_nobodys_document() -> None:
    async def scenario(emulator: HttpCamera, scanner: Scanner) -> None:
        with pytest.raises(ConfigurationCode):
            await shown(emulator, scanner, "@FACDEF")
        await taken_away(emulator, scanner)
        assert (await shown(emulator, scanner)).text == E_ID

    play(scenario)
