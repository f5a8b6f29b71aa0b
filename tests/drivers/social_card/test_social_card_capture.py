# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import datetime
from pathlib import Path

from drivers.capture.recorder import Recorder
from drivers.capture.tap import captured
from drivers.smart_card.emulator import Emulator
from drivers.social_card.emulator import SocialCardChip
from drivers.social_card.invented import LIN_ZHIYUAN
from tests.faults.chip_card_bench import social_card
from tests.faults.waiting import PATIENCE
from tests.pcsc_site import Site


def test_a_card_that_nobody_could_read_can_be_captured(tmp_path: Path) -> None:
    """A make of card that is refused somewhere could not be looked at from afar."""
    reader = social_card()

    async def scenario() -> None:
        await reader.start()
        try:
            await reader.read(timeout=PATIENCE)
        finally:
            await reader.close()

    file = tmp_path / "card.capture"
    recorder = Recorder(file, driver="social_card pcsc", date=datetime.date(2026, 11, 22))
    with Site() as site, Emulator(site.dial) as emulator, captured(recorder):
        emulator.insert(SocialCardChip(LIN_ZHIYUAN))
        asyncio.run(scenario())
    recorder.close()
    said = [line.partition(" ")[2] for line in file.read_text().splitlines()[3:]]
    assert said[:3] == ["open pcsc", "> 00 a4 04 00 0f 73 78 31 2e 73 68 2e c9 e7 bb e1 b1 a3 d5 cf", "< 61 13"]
    assert said[-1] == "close"
