# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio

from drivers.transport import PortForbidden
from tests.faults.barred_port import folder_of_nobodys, forbidden, works_after
from tests.faults.lights_bench import board_on, lights_at


def test_a_port_without_the_right_to_it() -> None:
    """The technician would look for a cable while the kiosk's user lacks a group."""

    async def scenario(port: str) -> None:
        lights = lights_at(port)
        await works_after(forbidden(port), lights, lights.all_off, PortForbidden)
        await lights.close()

    with folder_of_nobodys() as folder, board_on("pty", folder) as board:
        asyncio.run(scenario(board.url))
