# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import logging
from pathlib import Path

import pytest

from drivers.contract import Action, DeviceState
from drivers.lights import Pattern, Place
from drivers.transport import PortAbsent
from tests.faults.lights_bench import CABLES, board_on, lights_at, shines
from tests.faults.waiting import PATIENCE, until


@pytest.mark.parametrize("cable", CABLES)
def test_lamps_that_come_later_show_what_was_asked_for(
    cable: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A terminal switched on before its lamps would stay dark until somebody restarts it."""
    caplog.set_level(logging.INFO, "drivers")
    board = board_on(cable, tmp_path)

    async def scenario() -> None:
        lights = lights_at(board.url)
        await lights.start()
        try:
            assert lights.status.state is DeviceState.NO_DEVICE
            assert lights.status.action is Action.MAINTENANCE
            assert lights.shown is None
            with pytest.raises(PortAbsent):
                await lights.show(Place.SCANNER, Pattern.CONTINUOUS)
            board.plug()
            await until(lights, DeviceState.ONLINE)
            await shines(board, 3)
        finally:
            await lights.close()

    with board:
        board.unplug()
        asyncio.run(scenario())
    assert ["lost" in record.getMessage() for record in caplog.records] == [True, False]


def test_a_lamp_that_cannot_be_lit_holds_nobody_up() -> None:
    """The citizen would wait for a lamp; it has to be told at once."""

    async def scenario() -> None:
        lights = lights_at("/dev/no-such-port")
        await lights.start()
        with pytest.raises(PortAbsent):
            await asyncio.wait_for(lights.show(Place.SCANNER, Pattern.CONTINUOUS), PATIENCE)
        await lights.close()
        assert lights.status.state is DeviceState.UNKNOWN

    asyncio.run(scenario())
