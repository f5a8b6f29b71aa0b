# SPDX-License-Identifier: GPL-3.0-or-later
import logging
from pathlib import Path

import pytest

from drivers.contract import Action, DeviceState
from drivers.scanner import Scanner
from drivers.scanner.delays import Delays
from drivers.scanner.emulator import Emulator
from tests.faults.scanner_bench import CABLES, E_ID, emulator_on, play, shown
from tests.faults.waiting import until


@pytest.mark.parametrize("cable", CABLES)
def test_unplugged_and_back_while_nobody_asks(cable: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A page would offer a scanner that is not there; the promise is 2 s, and one line in the log for each change."""

    async def scenario(emulator: Emulator, scanner: Scanner) -> None:
        emulator.unplug()
        status = await until(scanner, DeviceState.NO_DEVICE)
        assert status.action is Action.MAINTENANCE
        emulator.plug()
        await until(scanner, DeviceState.ONLINE)
        assert (await shown(emulator, scanner, E_ID)).text == E_ID

    with caplog.at_level(logging.INFO):
        play(scenario, emulator_on(cable, tmp_path), delays=Delays())
    assert [record.message.split(":")[0] for record in caplog.records if record.name == "drivers.status"] == [
        "code scanner is there",
        "code scanner is lost",
        "code scanner is there",
    ]
    assert E_ID not in caplog.text
