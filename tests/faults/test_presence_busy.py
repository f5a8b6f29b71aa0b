# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from pathlib import Path

from drivers.presence import Presence
from tests.faults.barred_port import MISCONFIGURED, held_by_another_program
from tests.faults.lights_bench import board_on
from tests.faults.presence_bench import told_during


def test_a_port_that_another_program_holds(tmp_path: Path) -> None:
    """A taken port would look like a broken sensor."""
    with board_on("pty", tmp_path) as board:
        told = asyncio.run(told_during(held_by_another_program(board.url), board.url))
    assert told == (MISCONFIGURED, Presence.UNKNOWN)
