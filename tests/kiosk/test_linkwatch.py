# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, people begin what cannot be done now, or are told 没有网络 long after it is back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import cast

from kiosk.inquiry import Inquiry
from kiosk.linkwatch import DOWN_EVERY, UP_EVERY, LinkWatch
from offline_cache.sender import Sender
from tests.offline_cache.store_stand import SimulatedClock, settle


class Line:
    """A platform that is there or not, and whoever hears of it."""

    def __init__(self) -> None:
        self.clock = SimulatedClock()
        self.up = False
        self.looks: list[float] = []
        self.nudged: list[float] = []
        self.changes: list[bool] = []
        self.watch = LinkWatch(self.clock)
        self.watch.on_change = lambda: self.changes.append(self.watch.online)

    async def reachable(self) -> bool:
        self.looks.append(self.clock.elapsed)
        return self.up

    def network_back(self) -> None:
        self.nudged.append(self.clock.elapsed)


def play(scene: Callable[[Line], Awaitable[None]]) -> None:
    async def whole() -> None:
        line = Line()
        watching = asyncio.create_task(line.watch.run(cast("Inquiry", line), cast("Sender", line)))
        await settle()
        try:
            await scene(line)
            assert not watching.done()
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)

    asyncio.run(whole())


def test_nothing_is_promised_before_the_platform_has_answered() -> None:
    """A terminal that starts in a village without network must not offer what needs it."""
    assert not LinkWatch(SimulatedClock()).online


def test_a_link_that_comes_back_is_found_soon_and_told_to_the_sender() -> None:
    """Cases that wait go out at once, not after the sender's longest pause."""

    async def scene(line: Line) -> None:
        await line.clock.advance(60)
        assert len(line.looks) == 60 / DOWN_EVERY
        assert line.changes == []
        line.up = True
        await line.clock.advance(DOWN_EVERY)
        assert line.watch.online
        assert line.changes == [True]
        assert line.nudged == [60 + DOWN_EVERY]

    play(scene)


def test_a_link_that_is_up_is_looked_at_rarely_and_its_end_is_told() -> None:
    """Thousands of terminals that ask every second are an attack on their own platform."""

    async def scene(line: Line) -> None:
        line.up = True
        await line.clock.advance(DOWN_EVERY)
        line.looks.clear()
        await line.clock.advance(300)
        assert len(line.looks) == 300 / UP_EVERY
        assert line.nudged == [DOWN_EVERY], "told once, not at every look"
        line.up = False
        await line.clock.advance(UP_EVERY)
        assert line.changes == [True, False]

    play(scene)


def test_a_link_that_the_sender_lost_is_looked_for_at_once() -> None:
    """The home page would say 没有网络 for half a minute after the network is back."""

    async def scene(line: Line) -> None:
        line.up = True
        await line.clock.advance(DOWN_EVERY + 1)
        line.watch.learned(up=False)
        assert line.changes == [True, False]
        await line.clock.advance(DOWN_EVERY)
        assert line.watch.online
        assert line.changes == [True, False, True]

    play(scene)


def test_what_is_known_already_is_not_told_again() -> None:
    """Each change draws the home page anew."""
    line = Line()
    for up in (False, True, True, False, False, True):
        line.watch.learned(up=up)
    assert line.changes == [True, False, True]


def test_what_the_sender_found_is_not_told_back_to_it() -> None:
    """Link and sender would wake each other for ever."""

    async def scene(line: Line) -> None:
        line.up = True
        line.watch.learned(up=True)
        await line.clock.advance(100)
        assert line.nudged == []

    play(scene)


def test_one_look_at_the_start() -> None:
    """The first home page is drawn with what is true."""
    line = Line()
    line.up = True
    asyncio.run(line.watch.ask(cast("Inquiry", line)))
    assert line.watch.online
