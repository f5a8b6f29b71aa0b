# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a rating (好差评) that somebody gave is lost, or counted twice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal, cast

import pytest

from kiosk.inquiry import Inquiry
from kiosk.province.rating import Satisfaction
from kiosk.ratings import KEPT_FOR, LOOK_EVERY, Ratings
from offline_cache.errors import StoreBusy
from offline_cache.outbox_thread import OutboxThread
from offline_cache.transport import CaptivePortal, TransportTrouble, Unreachable
from tests.offline_cache.store_stand import Stand, settle

Result = Literal["recorded", "already_rated", "unknown_case"]
GOOD, BAD = Satisfaction.VERY_SATISFIED, Satisfaction.VERY_DISSATISFIED


class Office:
    """A platform that takes ratings, in front of a real store on simulated time."""

    def __init__(self, folder: Path) -> None:
        self.stand = Stand(folder)
        self.first, self.second = (self.stand.commit().number for _ in range(2))
        self.trouble: TransportTrouble | None = None
        self.lost_reply = False
        self.known = {self.first, self.second}
        self.calls: list[str] = []
        self.recorded: dict[str, Satisfaction] = {}
        self.start()

    def start(self) -> None:
        self.ratings = Ratings(cast("OutboxThread", self.stand), cast("Inquiry", self), self.stand.clock)
        self.running = asyncio.ensure_future(self.ratings.run())

    async def stop(self) -> None:
        self.running.cancel()
        await asyncio.gather(self.running, return_exceptions=True)

    async def rate(self, number: str, satisfaction: Satisfaction) -> Result:
        self.calls.append(number)
        if self.trouble is not None:
            raise self.trouble
        if number not in self.known:
            return "unknown_case"
        result: Result = "already_rated" if number in self.recorded else "recorded"
        self.recorded.setdefault(number, satisfaction)
        if self.lost_reply:
            raise Unreachable("the answer was cut")
        return result

    @property
    def waiting(self) -> list[str]:
        return [rating.number for rating in self.stand.outbox.ratings.waiting()]

    async def pass_time(self, seconds: float) -> None:
        await self.stand.clock.advance(seconds)
        assert not self.running.done(), "the ratings have stopped for good"


def play(scene: Callable[[Office], Awaitable[None]], folder: Path) -> None:
    async def whole() -> None:
        office = Office(folder)
        await settle()
        try:
            await scene(office)
        finally:
            await office.stop()
            office.stand.outbox.close()

    asyncio.run(whole())


def test_a_rating_goes_out_at_once(tmp_path: Path) -> None:
    """Nothing waits for a minute where there is a way."""

    async def scene(office: Office) -> None:
        await office.ratings.keep(office.first, GOOD)
        await office.pass_time(0)
        assert office.recorded == {office.first: GOOD}
        assert office.waiting == []
        await office.pass_time(10 * LOOK_EVERY)
        assert office.calls == [office.first], "it is not sent again"

    play(scene, tmp_path)


@pytest.mark.parametrize("trouble", [Unreachable(), CaptivePortal()], ids=lambda trouble: trouble.code)
def test_a_rating_while_offline_arrives_once_later(trouble: TransportTrouble, tmp_path: Path) -> None:
    """Villages rate as much as towns; an outage must not silence them."""

    async def scene(office: Office) -> None:
        office.trouble = trouble
        await office.ratings.keep(office.first, BAD)
        await office.pass_time(5 * LOOK_EVERY)
        assert office.waiting == [office.first]
        assert len(office.calls) == 6, "it is tried once a minute, not without a pause"
        office.trouble = None
        office.calls.clear()
        await office.pass_time(LOOK_EVERY)
        assert office.recorded == {office.first: BAD}
        assert office.waiting == []
        assert office.calls == [office.first]

    play(scene, tmp_path)


def test_a_rating_outlives_a_power_cut(tmp_path: Path) -> None:
    """Kept is kept."""

    async def scene(office: Office) -> None:
        office.trouble = Unreachable()
        await office.ratings.keep(office.first, GOOD)
        await office.pass_time(1)
        await office.stop()
        office.stand.restart()
        office.trouble = None
        office.start()
        await office.pass_time(0)
        assert office.recorded == {office.first: GOOD}

    play(scene, tmp_path)


def test_an_answer_that_was_lost_does_not_count_twice(tmp_path: Path) -> None:
    """The platform has it and the terminal does not know: asking again must end it."""

    async def scene(office: Office) -> None:
        office.lost_reply = True
        await office.ratings.keep(office.first, GOOD)
        await office.pass_time(0)
        assert office.waiting == [office.first]
        office.lost_reply = False
        await office.pass_time(LOOK_EVERY)
        assert office.recorded == {office.first: GOOD}
        assert office.waiting == []

    play(scene, tmp_path)


def test_a_rating_whose_case_is_still_on_its_way_waits_and_holds_up_none(tmp_path: Path) -> None:
    """The rating may be faster than the case; the next citizen's must not wait behind it."""

    async def scene(office: Office) -> None:
        office.known = {office.second}
        await office.ratings.keep(office.first, GOOD)
        await office.ratings.keep(office.second, BAD)
        await office.pass_time(0)
        assert office.recorded == {office.second: BAD}
        assert office.waiting == [office.first]
        office.known.add(office.first)
        await office.pass_time(LOOK_EVERY)
        assert office.recorded == {office.second: BAD, office.first: GOOD}
        assert office.waiting == []

    play(scene, tmp_path)


def test_the_first_rating_of_a_case_stands(tmp_path: Path) -> None:
    """A second press must not turn 不满意 into 满意."""

    async def scene(office: Office) -> None:
        office.trouble = Unreachable()
        await office.ratings.keep(office.first, BAD)
        await office.ratings.keep(office.first, GOOD)
        office.trouble = None
        await office.pass_time(LOOK_EVERY)
        assert office.recorded == {office.first: BAD}

    play(scene, tmp_path)


def test_a_store_in_trouble_does_not_end_the_ratings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A technician who looks into the queue would stop all ratings until the next start."""

    async def scene(office: Office) -> None:
        await office.ratings.keep(office.first, GOOD)

        def busy() -> None:
            raise StoreBusy

        with monkeypatch.context() as patch:
            patch.setattr(office.stand.outbox.ratings, "waiting", busy)
            await office.pass_time(2 * LOOK_EVERY)
            assert office.recorded == {}
        await office.pass_time(LOOK_EVERY)
        assert office.recorded == {office.first: GOOD}

    play(scene, tmp_path)


def test_a_rating_of_a_case_that_never_comes_is_given_up_in_the_end(tmp_path: Path) -> None:
    """A case that the platform refused would be asked about once a minute until the terminal is scrapped."""

    async def scene(office: Office) -> None:
        await office.ratings.keep(office.first, GOOD)
        office.known.clear()
        await office.pass_time(LOOK_EVERY)
        assert office.waiting == [office.first]
        office.stand.clock.elapsed += KEPT_FOR.total_seconds()
        await office.pass_time(LOOK_EVERY)
        assert office.waiting == []

    play(scene, tmp_path)
