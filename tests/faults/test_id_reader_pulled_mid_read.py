# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
from pathlib import Path

import pytest

from drivers.contract import Action
from drivers.id_reader import CardUnreadable, IdReader
from drivers.id_reader.emulator import Emulator
from drivers.id_reader.invented import LIN_ZHIYUAN
from tests.faults.id_reader_bench import CABLES, emulator_on, play
from tests.faults.waiting import PATIENCE


@pytest.mark.parametrize("after", [0, 7, 100, 1294])
@pytest.mark.parametrize("cable", CABLES)
def test_a_card_pulled_too_early(cable: str, after: int, tmp_path: Path) -> None:
    """Half a card would be taken for a whole one, or the page would not say that the card must be put back."""

    async def scenario(emulator: Emulator, reader: IdReader) -> None:
        emulator.insert(LIN_ZHIYUAN)
        emulator.pull_mid_read(after)
        with pytest.raises(CardUnreadable) as unreadable:
            await asyncio.wait_for(reader.read(), PATIENCE)
        assert unreadable.value.code == 0x41
        assert unreadable.value.action is Action.CLEAR
        assert reader.status.usable
        emulator.insert(LIN_ZHIYUAN)
        assert (await reader.read(timeout=PATIENCE)).number == LIN_ZHIYUAN.number

    play(scenario, emulator_on(cable, tmp_path))
