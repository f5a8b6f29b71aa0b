# SPDX-License-Identifier: GPL-3.0-or-later
"""A disk image with a queue in it is copied to a second terminal, and both work on under one id."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

from offline_cache.outbox.states import State
from offline_cache.sender import Sender
from tests.offline_cache.store_stand import Stand, open_outbox


def test_two_terminals_from_one_image(tmp_path: Path) -> None:
    """What waited in the image would arrive twice, or two citizens would hold the same number."""
    first = Stand(tmp_path / "first")
    waiting = [first.commit() for _ in range(4)]
    first.outbox.claim(2)  # switched off in the middle of sending
    first.outbox.close()
    shutil.copytree(tmp_path / "first", tmp_path / "second")
    first.restart()
    second = Stand(tmp_path / "second")
    second.outbox.close()
    second.outbox = open_outbox(tmp_path / "second", second.clock, hardware="board-2", random=Random(2))
    second.platform = first.platform
    new = [stand.commit() for _ in range(5) for stand in (first, second)]

    async def scene(_: Sender) -> None:
        await first.clock.advance(60)

    async def scene_of_second(_: Sender) -> None:
        await second.clock.advance(60)

    first.play(scene)
    second.play(scene_of_second)
    for stand in (first, second):
        assert {case.state for case in stand.outbox.listed(limit=100)} == {State.SETTLED}
    numbers = [case.number for case in (*waiting, *new)]
    assert len(set(numbers)) == len(numbers)
    assert set(first.platform.taken) == {case.key for case in (*waiting, *new)}
    assert first.platform.duplicates == len(waiting), "came twice with the same bytes, taken once"
    first.outbox.close()
    second.outbox.close()
