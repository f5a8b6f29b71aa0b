# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a wait that has been decided goes on: a card is read into the next person's visit."""

from __future__ import annotations

import asyncio

import pytest

from kiosk.visit.race import first


class Way:
    """A wait that ends when it is told to, and says how it ended."""

    def __init__(self) -> None:
        self.end: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.ended = ""

    async def run(self) -> str:
        try:
            result = await self.end
        except asyncio.CancelledError:
            await asyncio.sleep(0)  # tidying up takes a moment, and belongs to the end
            self.ended = "cancelled"
            raise
        self.ended = "done"
        return result


def test_the_first_to_end_wins_and_the_others_have_ended() -> None:
    """Whoever leaves must not find the card reader still waiting for them."""

    async def scene() -> None:
        ways = [Way(), Way(), Way()]
        racing = asyncio.create_task(first(*(way.run() for way in ways)))
        await asyncio.sleep(0)
        ways[1].end.set_result("left")
        assert await racing == "left"
        assert [way.ended for way in ways] == ["cancelled", "done", "cancelled"]

    asyncio.run(scene())


def test_of_two_that_end_at_once_the_first_named_wins() -> None:
    """A step that has just committed is not lost to a touch on 退出 in the same moment."""

    async def scene() -> None:
        ways = [Way(), Way()]
        for way, result in zip(ways, ("committed", "left"), strict=True):
            way.end.set_result(result)
        assert await first(*(way.run() for way in ways)) == "committed"

    asyncio.run(scene())


def test_an_error_is_raised_and_the_others_have_ended() -> None:
    """A broken step must be told to the citizen, not swallowed."""

    async def scene() -> None:
        broken, other = Way(), Way()
        racing = asyncio.create_task(first(broken.run(), other.run()))
        await asyncio.sleep(0)
        broken.end.set_exception(LookupError("broken"))
        with pytest.raises(LookupError):
            await racing
        assert other.ended == "cancelled"

    asyncio.run(scene())


def test_cancelling_the_race_cancels_every_way() -> None:
    """The engine ends with nothing of a visit still running."""

    async def scene() -> None:
        ways = [Way(), Way()]
        racing = asyncio.create_task(first(*(way.run() for way in ways)))
        await asyncio.sleep(0)
        racing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await racing
        assert [way.ended for way in ways] == ["cancelled", "cancelled"]

    asyncio.run(scene())
