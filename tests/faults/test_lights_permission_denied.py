# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.contract import Action, DeviceState
from drivers.lights import Pattern, Place
from drivers.transport import PortForbidden
from tests.faults.lights_bench import board_on, lights_at, until

_NOBODY = 65534


@pytest.fixture
def without_rights() -> Iterator[None]:
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_port_without_the_right_to_it(without_rights: None) -> None:
    """The technician would look for a cable while the kiosk's user lacks a group."""

    async def scenario(port: str) -> None:
        lights = lights_at(port)
        await lights.start()
        try:
            assert lights.status.state is DeviceState.OFFLINE
            assert lights.status.action is Action.CONFIGURATION
            with pytest.raises(PortForbidden):
                await lights.show(Place.SCANNER, Pattern.CONTINUOUS)
            Path(port).chmod(0o600)
            await until(lights, DeviceState.ONLINE)
        finally:
            await lights.close()

    folder = Path("/tmp") / f"kiosk-test-lights-{os.getpid()}"
    folder.mkdir()
    try:
        with board_on("pty", folder) as board:
            Path(board.url).chmod(0)
            asyncio.run(scenario(board.url))
    finally:
        folder.rmdir()
