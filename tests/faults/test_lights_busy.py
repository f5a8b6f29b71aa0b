# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from pathlib import Path

import pytest

from drivers.contract import Action, ConfigurationError, DeviceState
from drivers.lights.modbus import ModbusLights
from drivers.transport import PortInUse
from tests.faults.barred_port import held_by_another_program, works_after
from tests.faults.lights_bench import PLACES, board_on, lights_at


def test_a_port_that_another_program_holds(tmp_path: Path) -> None:
    """Two programs would eat each other's answers."""

    async def scenario(port: str) -> None:
        lights = lights_at(port)
        await works_after(held_by_another_program(port), lights, lights.all_off, PortInUse)
        await lights.close()

    with board_on("pty", tmp_path) as board:
        asyncio.run(scenario(board.url))


def test_two_devices_on_one_line_at_different_speeds(tmp_path: Path) -> None:
    """One of them would read noise, and nobody would know why."""

    async def scenario(port: str) -> None:
        lights, others = lights_at(port), ModbusLights(port, places=PLACES, baud=19200)
        await lights.start()
        await others.start()
        assert lights.status.state is DeviceState.ONLINE
        assert others.status.action is Action.CONFIGURATION
        with pytest.raises(ConfigurationError, match="9600 baud"):
            await others.all_off()
        await others.close()
        await lights.close()

    with board_on("pty", tmp_path) as board:
        asyncio.run(scenario(board.url))
