# SPDX-License-Identifier: GPL-3.0-or-later
"""What the running terminal tells of its devices.

If these fail, a technician changes the cable of a printer that only talks to the terminal.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from kiosk.only_one import only_one
from kiosk.places import Places
from kiosk.seen_devices import Seen, SeenDevices, seen_by_the_terminal
from printers.receipt.driver import EscposPrinter
from printers.receipt.emulator import Emulator
from tests.faults.receipt_printer_bench import QUICK


@pytest.fixture
def places(tmp_path: Path) -> Places:
    places = Places.of(tmp_path)
    places.run.mkdir(parents=True)
    return places


async def told(places: Places, wanted: Seen) -> None:
    async with asyncio.timeout(15):
        while seen_by_the_terminal(places).get("receipt_printer") != wanted:
            await asyncio.sleep(0.01)


def test_each_change_is_told_as_long_as_the_terminal_runs(places: Places) -> None:
    """A technician in another window sees what the terminal sees."""

    async def scene(emulator: Emulator) -> None:
        printer = EscposPrinter(emulator.url, width=576, timing=QUICK)
        await printer.start()
        telling = asyncio.create_task(SeenDevices(places, {"receipt_printer": printer}).run())
        try:
            await told(places, Seen("online", usable=True, paper="ok"))
            emulator.paper_out()
            await told(places, Seen("user_error", usable=False, action="clear", trouble="paper_out", paper="out"))
            emulator.load_paper()
            await told(places, Seen("online", usable=True, paper="ok"))
        finally:
            telling.cancel()
            await asyncio.wait([telling])
            await printer.close()

    with Emulator() as emulator:
        with only_one(places, "engine"):
            asyncio.run(scene(emulator))
            assert seen_by_the_terminal(places)
        assert seen_by_the_terminal(places) == {}, "what an ended terminal has left is no news"


def test_nothing_is_known_of_a_terminal_that_has_told_nothing(places: Places) -> None:
    """One of an older release, or one that starts just now."""
    assert seen_by_the_terminal(places) == {}
    with only_one(places, "engine"):
        assert seen_by_the_terminal(places) == {}
        (places.run / "devices.json").write_bytes(b"{")
        assert seen_by_the_terminal(places) == {}


def test_a_folder_that_cannot_be_written_disturbs_nothing(tmp_path: Path) -> None:
    """The terminal serves on."""

    async def scene() -> None:
        telling = asyncio.create_task(SeenDevices(Places.of(tmp_path / "gone"), {}).run())
        await asyncio.sleep(0)
        telling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await telling

    asyncio.run(scene())
