# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

from drivers.presence import Presence
from tests.faults.barred_port import MISCONFIGURED, folder_of_nobodys, forbidden
from tests.faults.lights_bench import board_on
from tests.faults.presence_bench import told_during


def test_a_port_without_the_right_to_it() -> None:
    """The technician would look for a cable while the kiosk's user lacks a group."""
    with folder_of_nobodys() as folder, board_on("pty", folder) as board:
        told = asyncio.run(told_during(forbidden(board.url), board.url))
    assert told == (MISCONFIGURED, Presence.UNKNOWN)
