# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a visit is left open for the next person to read, or a slow writer is thrown out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from kiosk.visit.front import Front
from kiosk.visit.idle import IdleClock, IdleLimits
from kiosk.visit.intents import Press
from kiosk.visit.screens import Rate, Show, Status, StillThere
from kiosk.words import Words
from tests.offline_cache.store_stand import SimulatedClock, settle

STATUS = Status(place=Words.same("演示街道"), terminal="4452-0137", online=False)


@dataclass
class Bench:
    """One visit on simulated time."""

    clock: SimulatedClock = field(default_factory=SimulatedClock)
    shows: list[Show] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.front = Front(STATUS)
        self.front.send = self.shows.append
        self.idle = IdleClock(self.clock, self.front, IdleLimits())
        self.front.on_touch = self.idle.touch
        self.front.show(Rate())
        self.watching = asyncio.create_task(self.idle.run())

    @property
    def warning(self) -> int | None:
        """Seconds on the warning, None when there is none."""
        screen = self.shows[-1].screen
        return screen.seconds if isinstance(screen, StillThere) else None

    @property
    def gone(self) -> bool:
        return self.watching.done()


def play(scene: Callable[[Bench], Awaitable[None]]) -> None:
    async def whole() -> None:
        bench = Bench()
        await settle()
        try:
            await scene(bench)
            if bench.gone:
                bench.watching.result()
        finally:
            bench.watching.cancel()
            await asyncio.gather(bench.watching, return_exceptions=True)

    asyncio.run(whole())


def test_nobody_there_is_warned_after_a_minute_and_left_after_the_countdown() -> None:
    """What somebody walked away from must not stand on the screen for whoever comes next."""

    async def scene(bench: Bench) -> None:
        await bench.clock.advance(59)
        assert bench.warning is None
        await bench.clock.advance(1)
        counted = [bench.warning]
        for _ in range(14):
            await bench.clock.advance(1)
            counted.append(bench.warning)
        assert counted == list(range(15, 0, -1))
        assert not bench.gone
        await bench.clock.advance(1)
        assert bench.gone

    play(scene)


def test_a_touch_starts_the_minute_anew() -> None:
    """Somebody who reads slowly and scrolls is there."""

    async def scene(bench: Bench) -> None:
        await bench.clock.advance(59)
        bench.idle.touch()
        await bench.clock.advance(59)
        assert bench.warning is None
        await bench.clock.advance(1)
        assert bench.warning == 15

    play(scene)


def test_a_touch_takes_the_warning_away_and_the_minute_is_whole_again() -> None:
    """我还在 must give a whole minute, not the rest of the countdown."""

    async def scene(bench: Bench) -> None:
        await bench.clock.advance(70)
        assert bench.warning == 5
        bench.idle.touch()
        await bench.clock.advance(1)
        assert bench.warning is None
        assert isinstance(bench.shows[-1].screen, Rate)
        await bench.clock.advance(58)
        assert bench.warning is None
        await bench.clock.advance(1)
        assert bench.warning == 15
        assert not bench.gone

    play(scene)


def test_a_touch_in_the_last_second_counts() -> None:
    """Whoever answers at 1 has answered."""

    async def scene(bench: Bench) -> None:
        await bench.clock.advance(74)
        assert bench.warning == 1
        await bench.clock.advance(0.9)
        bench.idle.touch()
        await bench.clock.advance(5)
        assert bench.warning is None
        assert not bench.gone

    play(scene)


def test_a_pause_stands_still_and_starts_anew() -> None:
    """Paper that prints for two minutes must not send its owner home, nor use up their minute."""

    async def scene(bench: Bench) -> None:
        await bench.clock.advance(50)
        with bench.idle.paused():
            await bench.clock.advance(300)
            assert bench.warning is None
        await bench.clock.advance(59)
        assert bench.warning is None
        await bench.clock.advance(2)
        assert bench.warning is not None

    play(scene)


def test_two_pauses_at_once_end_with_the_later() -> None:
    """A commit inside a print must not wake the clock while the paper still comes."""

    async def scene(bench: Bench) -> None:
        with bench.idle.paused():
            with bench.idle.paused():
                await bench.clock.advance(100)
            await bench.clock.advance(100)
            assert bench.warning is None
        await bench.clock.advance(59)
        assert bench.warning is None

    play(scene)


def test_a_pause_that_ends_in_an_error_ends() -> None:
    """One failed print would leave the terminal open for the rest of the day."""

    async def scene(bench: Bench) -> None:
        with pytest.raises(OSError, match="paper"), bench.idle.paused():
            raise OSError("paper")
        await bench.clock.advance(61)
        assert bench.warning is not None

    play(scene)


def test_a_pause_during_the_countdown_takes_the_warning_away() -> None:
    """The countdown must not end a visit whose transaction commits."""

    async def scene(bench: Bench) -> None:
        await bench.clock.advance(65)
        assert bench.warning == 10
        with bench.idle.paused():
            await bench.clock.advance(30)
            assert bench.warning is None
            assert not bench.gone

    play(scene)


def test_leaving_by_the_warning_does_not_wait_for_the_countdown() -> None:
    """结束 must wipe at once."""

    async def scene(bench: Bench) -> None:
        leaving = asyncio.create_task(bench.front.left())
        await bench.clock.advance(60)
        bench.front.receive(Press(seq=bench.shows[-1].seq, action="LEAVE"))
        await settle()
        assert leaving.done()

    play(scene)


def test_somebody_who_walks_away_is_asked_at_once() -> None:
    """A minute long the next in the queue could read what the last one left on the screen."""

    async def scene(bench: Bench) -> None:
        await bench.clock.advance(5)
        bench.idle.hasten()
        await settle()
        assert bench.warning == IdleLimits().leave_after
        await bench.clock.advance(IdleLimits().leave_after)
        assert bench.gone

    play(scene)


def test_a_sensor_that_errs_costs_one_touch() -> None:
    """Somebody who stands still before a cheap sensor would be thrown out, or asked again and again."""

    async def scene(bench: Bench) -> None:
        bench.idle.hasten()
        await settle()
        assert bench.warning is not None
        bench.front.receive(Press(seq=bench.shows[-1].seq, action="STAY"))
        await bench.clock.advance(1)
        assert bench.warning is None
        await bench.clock.advance(55)
        assert bench.warning is None

    play(scene)


def test_nobody_is_asked_while_paper_prints() -> None:
    """People bend down for the paper, and the sensor loses them."""

    async def scene(bench: Bench) -> None:
        with bench.idle.paused():
            bench.idle.hasten()
            await bench.clock.advance(30)
            assert bench.warning is None
        await bench.clock.advance(30)
        assert bench.warning is None

    play(scene)
