# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, a document of one citizen holds up the village, begins anew after each cut, or never arrives."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from random import Random
from typing import Any

from offline_cache import pace
from offline_cache.attachments.folder import FOLDER
from offline_cache.outbox.states import State
from offline_cache.outbox.transaction import Transaction
from offline_cache.sender import Sender
from offline_cache.transport import (
    Delivery,
    DeliveryResult,
    Held,
    Holding,
    PlatformTrouble,
    Unreachable,
)
from offline_cache.uploads import Uploads
from tests.offline_cache.store_stand import SERVICE, InlineExecutor, PlatformDouble, SimulatedClock, Stand

LARGE = Random(1).randbytes(3_000_000)
SMALL = b"a small picture"
CASE = "0f2b4a52-9d57-4b0e-9a4b-2d9c5a1d8c11"


class Line(InlineExecutor):
    """A line of so many bytes a second; an answer needs a moment, too."""

    def __init__(self, stand: Stand, rate: float) -> None:
        super().__init__()
        self._stand = stand
        self._rate = rate
        self._calls: set[asyncio.Task[None]] = set()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        before = len(self._stand.platform.uploads)
        done = super().submit(fn, *args, **kwargs)
        size = sum(length for _, _, length in self._stand.platform.uploads[before:])
        outcome: Future[Any] = Future()

        async def answer() -> None:
            await self._stand.clock.sleep(0.05 + size / self._rate)
            error = done.exception()
            outcome.set_result(done.result()) if error is None else outcome.set_exception(error)

        self._calls.add(asyncio.get_running_loop().create_task(answer()))
        return outcome


def hand_in(stand: Stand, *papers: bytes, case_id: str | None = None) -> Transaction:
    return stand.outbox.commit(SERVICE, b"a form", slip=b"{}", attachments=papers, case_id=case_id)


def arrived(stand: Stand, case: Transaction) -> bool:
    """The platform holds every attachment, byte for byte."""
    listed = stand.outbox.attachments.of(case.key)
    files = [(stand.folder / FOLDER / one.digest).read_bytes() for one in listed]
    return [stand.platform.attachment(one.digest) for one in listed] == files


def test_a_case_with_papers_arrives_while_its_citizen_waits(stand: Stand) -> None:
    """Paper may say 已送达 only when the papers are there, and should when the line is good."""
    case = hand_in(stand, SMALL, LARGE)

    async def scene(sender: Sender) -> None:
        assert (await sender.send_now(case.key)).state is State.ACCEPTED
        await stand.clock.advance(60)

    stand.play(scene)
    assert stand.state(case) == State.SETTLED
    assert arrived(stand, case)
    lengths = [length for _, _, length in stand.platform.uploads]
    assert max(lengths) == pace.UPLOAD_MOST
    assert len(lengths) < 20


def test_the_terminal_says_that_the_platform_waits_for_papers(stand: Stand) -> None:
    """Until then it is on the terminal alone, and is listed as such."""
    case = hand_in(stand, SMALL)
    stand.platform.upload_trouble = Unreachable("cut")

    async def scene(sender: Sender) -> None:
        now = await sender.send_now(case.key)
        assert (now.state, now.trouble) == (State.QUEUED, "attachments")
        stand.platform.upload_trouble = None
        await stand.clock.advance(900)

    stand.play(scene)
    assert stand.state(case) == State.SETTLED


def test_small_cases_do_not_wait_for_a_large_paper(stand: Stand) -> None:
    """The next citizen would stand there until the last one's scan is through."""
    large = hand_in(stand, LARGE)
    order: list[str] = []

    class Ordered(PlatformDouble):
        def deliver(self, items: Sequence[Delivery]) -> list[DeliveryResult]:
            order.extend(item.key for item in items)
            return super().deliver(items)

        def upload(self, digest: str, offset: int, piece: bytes) -> Held:
            order.append("piece")
            return super().upload(digest, offset, piece)

    stand.platform = Ordered()
    stand.http = Line(stand, 10_000)

    async def scene(sender: Sender) -> None:
        while order.count("piece") < 5:
            await stand.clock.advance(1)
        small = [stand.commit() for _ in range(3)]
        before = len(order)
        sending = asyncio.create_task(sender.send_now(small[0].key))
        while any(stand.state(one) == State.QUEUED for one in small):
            await stand.clock.advance(0.1)
        await sending
        between = order[before:]
        assert between.count("piece") <= 3
        assert stand.state(large) == State.QUEUED
        await stand.clock.advance(1200)

    stand.play(scene)
    assert stand.state(large) == State.SETTLED
    assert arrived(stand, large)
    # On a line of 10 kB a second a piece takes the two seconds that a citizen may have to wait.
    assert max(length for _, _, length in stand.platform.uploads) <= 2 * 10_000 * pace.CALL_SECONDS


def test_papers_of_several_cases_take_turns(stand: Stand) -> None:
    """A picture of one citizen does not wait for the whole book of another."""
    large, small = hand_in(stand, LARGE), hand_in(stand, SMALL)

    async def scene(_: Sender) -> None:
        await stand.clock.advance(60)

    stand.play(scene)
    assert {stand.state(large), stand.state(small)} == {State.SETTLED}
    digests = [digest for digest, _, _ in stand.platform.uploads]
    assert digests.index(stand.outbox.attachments.of(small.key)[0].digest) <= 1


def test_a_cut_line_goes_on_where_it_was_cut(stand: Stand) -> None:
    """Each piece is brought once, but for the one that was cut; after a restart as well."""
    case = hand_in(stand, LARGE)
    chance = Random(3)

    class Cut(PlatformDouble):
        def upload(self, digest: str, offset: int, piece: bytes) -> Held:
            kept = chance.random() < 0.8
            held = super().upload(digest, offset, piece) if kept else None
            if held is None or chance.random() < 0.1:
                raise Unreachable("cut")
            return held

    platform = stand.platform = Cut()

    async def scene(sender: Sender) -> None:
        for _ in range(40):
            sender.nudge()
            await stand.clock.advance(1)

    stand.play(scene)
    stand.restart()
    begun = [offset for _, offset, _ in platform.uploads]
    stand.play(scene)
    assert stand.state(case) == State.SETTLED
    assert arrived(stand, case)
    assert begun.count(0) < 10, "the first byte is brought again only until the first piece is there"
    brought = sum(length for _, _, length in platform.uploads)
    assert brought < 1.5 * len(LARGE), "what is there is not brought again"


def test_after_a_restart_it_goes_on_at_the_offset(stand: Stand) -> None:
    """Power fails more often than a day: a document of a day would never arrive."""
    case = hand_in(stand, LARGE)

    async def half(_: Sender) -> None:
        while sum(length for _, _, length in stand.platform.uploads) < len(LARGE) // 2:
            await stand.clock.advance(0.1)

    stand.http = Line(stand, 50_000)
    stand.play(half)
    assert stand.state(case) == State.QUEUED
    there = max(offset + length for _, offset, length in stand.platform.uploads)
    before = len(stand.platform.uploads)
    stand.restart()

    async def rest(_: Sender) -> None:
        await stand.clock.advance(6000)

    stand.play(rest)
    assert stand.state(case) == State.SETTLED
    assert min(offset for _, offset, _ in stand.platform.uploads[before:]) == there


def test_what_is_altered_on_the_way_begins_anew(stand: Stand) -> None:
    """A box on the line that changes bytes; the file itself is whole, and is tried again."""
    case = hand_in(stand, SMALL)

    class Meddler(PlatformDouble):
        meddles = True

        def upload(self, digest: str, offset: int, piece: bytes) -> Held:
            return super().upload(digest, offset, bytes(len(piece)) if self.meddles else piece)

    platform = stand.platform = Meddler()

    async def scene(_: Sender) -> None:
        await stand.clock.advance(300)
        assert 2 <= len(platform.uploads) < 60, "tried again, but not in a circle"
        platform.meddles = False
        await stand.clock.advance(3600)

    stand.play(scene)
    assert stand.state(case) == State.SETTLED
    assert arrived(stand, case)


def test_a_platform_that_forgot_is_told_everything_again(stand: Stand) -> None:
    """It was restored from last night's backup in the middle of an upload."""
    case = hand_in(stand, LARGE)
    stand.http = Line(stand, 50_000)

    async def scene(_: Sender) -> None:
        platform = stand.platform
        while not platform.uploads:
            await stand.clock.advance(0.1)
        platform.forget_attachments()
        await stand.clock.advance(3600)

    stand.play(scene)
    assert stand.state(case) == State.SETTLED
    assert arrived(stand, case)


def test_a_platform_that_never_has_enough_is_not_asked_in_a_circle(stand: Stand) -> None:
    """A fault of the platform's would keep a village's line busy day and night."""

    class Insatiable(PlatformDouble):
        def held(self, digest: str) -> Held:
            return Held(digest=digest, holding=Holding.PARTIAL, held=0)

    hand_in(stand, SMALL)
    other = hand_in(stand)
    stand.platform = Insatiable()

    async def scene(_: Sender) -> None:
        await stand.clock.advance(3600)

    stand.play(scene)
    assert stand.state(other) == State.SETTLED
    assert len(stand.platform.uploads) < 100
    assert len(stand.platform.calls) < 100


def test_trouble_of_the_platform_with_a_paper_holds_up_no_other_case(stand: Stand) -> None:
    """Its store for pictures is full; forms still come in."""
    case = hand_in(stand, SMALL)
    stand.platform.upload_trouble = PlatformTrouble("HTTP 507")

    async def scene(sender: Sender) -> None:
        for _ in range(20):
            await stand.clock.advance(60)
            assert (await sender.send_now(stand.commit().key)).state is State.ACCEPTED
        stand.platform.upload_trouble = None
        await stand.clock.advance(3600)

    stand.play(scene)
    assert stand.state(case) == State.SETTLED


def test_the_order_of_a_case_holds_for_its_papers(stand: Stand) -> None:
    """The supplement is small and would overtake the application that still brings its book."""
    first, second = hand_in(stand, LARGE, case_id=CASE), hand_in(stand, case_id=CASE)
    stranger = hand_in(stand)

    async def scene(_: Sender) -> None:
        await stand.clock.advance(120)

    stand.play(scene)
    assert {stand.state(one) for one in (first, second, stranger)} == {State.SETTLED}
    taken = list(stand.platform.taken)
    assert taken.index(stranger.key) < taken.index(first.key) < taken.index(second.key)


def test_pieces_fit_the_line() -> None:
    """2 kbit/s: a piece that takes longer than the client's patience would never arrive."""
    clock = SimulatedClock()
    uploads = Uploads(clock, Random(1))
    uploads.wanted("k", (Held(digest="d", holding=Holding.PARTIAL, held=0),))
    offset, longest = 0, 0.0
    for _ in range(30):
        upload = uploads.next()
        assert upload is not None, "the whole time there is something to bring"
        seconds = (upload.length + 2000) / 250
        longest = max(longest, seconds)
        offset += upload.length
        uploads.took(upload, Held(digest="d", holding=Holding.PARTIAL, held=offset), seconds)
        length = upload.length
    assert longest < 25
    assert length == pace.UPLOAD_LEAST


def test_a_parked_case_is_left_alone(tmp_path: Path) -> None:
    """A technician set it aside while its document is on the way."""
    stand = Stand(tmp_path)
    case = hand_in(stand, LARGE)

    stand.http = Line(stand, 50_000)

    async def scene(_: Sender) -> None:
        while len(stand.platform.uploads) < 3:
            await stand.clock.advance(0.1)
        stand.outbox.by_hand.park(case.key, "asked_by_platform")
        before = len(stand.platform.uploads)
        await stand.clock.advance(600)
        assert len(stand.platform.uploads) <= before + 1
        stand.outbox.retry(case.key)
        await stand.clock.advance(6000)

    stand.play(scene)
    assert stand.state(case) == State.SETTLED
    stand.outbox.close()
