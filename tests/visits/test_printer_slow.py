# SPDX-License-Identifier: GPL-3.0-or-later
"""A receipt printer behind a line of 960 bytes a second (9600 baud), as many old ones are.

If these fail, whoever waits for the paper is told that it did not come, and a second one is printed.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kiosk.demo.stage import Stage
from kiosk.visit.screens import Printing
from offline_cache.outbox.print_jobs import PrintState
from tests.citizen import visit
from tests.visits.printing import Technician, before_the_result, goes_home, jobs, printing_stage, start_engine

pytestmark = pytest.mark.usefixtures("qapp")  # the emulated printer draws its own characters

BYTES_PER_SECOND = 960


def prints(stage: Stage, within: float) -> float:
    """Print at that pace; return how many seconds somebody stood before 正在打印."""
    stage.printer.pace(BYTES_PER_SECOND)
    start_engine(stage)
    with visit(stage.places.socket) as citizen:
        before_the_result(citizen)
        citizen.press("PRINT")
        began = time.monotonic()
        citizen.expect(Printing, lambda page: page.state != "printing", within=within)
        took = time.monotonic() - began
        citizen.press("TAKEN")
        assert goes_home(citizen) == ["Printing printing", "Printing out", "Rate", "End", "Home"]
    assert jobs(stage) == [(PrintState.PRINTED, False)]
    assert len(stage.printer.papers) == 1
    assert stage.printer.faults == []
    Technician(stage).reads("receipt_printer", "good", "online")
    return took


def test_words_are_waited_for(tmp_path: Path) -> None:
    """`text = "gb18030"`, which is for such lines: some 800 bytes."""
    with printing_stage(tmp_path, model="china-80", text="gb18030", baud=9600) as stage:
        assert prints(stage, within=60) > 400 / BYTES_PER_SECOND, "the line was as slow as that"


@pytest.mark.long
@pytest.mark.timeout(400)
def test_a_picture_is_waited_for(tmp_path: Path) -> None:
    """Who has not read docs/printers.md: one to two minutes, and the paper counts all the same."""
    with printing_stage(tmp_path, model="generic-80", baud=9600) as stage:
        assert prints(stage, within=300) > 20
