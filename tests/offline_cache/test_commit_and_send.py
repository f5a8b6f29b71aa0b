# SPDX-License-Identifier: GPL-3.0-or-later
"""A citizen's own commit, which begins to be sent in the same step."""

import asyncio

import pytest

from offline_cache.errors import StoreFull
from offline_cache.line import Line
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.states import State
from offline_cache.outbox.transaction import Transaction
from offline_cache.sender import Sender
from offline_cache.transport import TooMany, Unreachable
from tests.offline_cache.store_stand import SERVICE, Stand, settle


def keep(outbox: Outbox, claim: bool) -> Transaction:
    return outbox.commit(SERVICE, "路灯坏了".encode(), slip=b"{}", claim=claim)


def test_a_commit_is_on_its_way_when_it_returns(stand: Stand) -> None:
    """Each case would cost the flash disk one write more than it must, and its citizen the time of it."""
    said: list[str] = []

    async def scene(sender: Sender) -> None:
        await settle()
        stand.outbox._database._connection.set_trace_callback(said.append)
        made = await sender.commit(keep)
        assert made.state is State.SENDING
        sent = await sender.send_now(made.key)
        stand.outbox._database._connection.set_trace_callback(None)
        assert (sent.state, sent.attempts, sent.platform_number) == (State.ACCEPTED, 1, "P1")

    stand.play(scene)
    assert not [statement for statement in said if "SET state = 'sending'" in statement]
    assert len(stand.platform.calls) == 1
    assert next(change.state for change in stand.changes) is State.ACCEPTED


def test_a_commit_waits_for_no_exchange(stand: Stand) -> None:
    """While an old case is on a slow line, the next citizen would wait a minute for the word that his is kept."""

    async def scene(sender: Sender) -> None:
        earlier = stand.commit()
        stand.http.hold = True
        attempts = [
            asyncio.create_task(sender.send_now(earlier.key)),
            asyncio.create_task(sender.send_now(earlier.key)),
        ]
        await settle()
        made = await sender.commit(keep)
        assert made.state is State.QUEUED
        stand.http.release()
        assert (await sender.send_now(made.key)).state is State.ACCEPTED
        await asyncio.gather(*attempts)

    stand.play(scene)
    assert stand.platform.duplicates == 0


def test_who_waits_for_the_line_comes_before_a_commit() -> None:
    """Between two exchanges the line looks free to whoever does not ask who waits."""

    async def scene() -> None:
        line = Line()
        order: list[str] = []

        async def second() -> None:
            async with line:
                order.append("second")

        async with line:
            waiting = asyncio.create_task(second())
            given_up = asyncio.create_task(second())
            await settle()
            given_up.cancel()
            await settle()
        assert not line.is_free
        await waiting
        assert line.is_free
        assert order == ["second"]

    asyncio.run(scene())


def test_a_dead_link_is_tried_once(stand: Stand) -> None:
    """The citizen would wait for the same silence twice."""

    async def scene(sender: Sender) -> None:
        stand.platform.trouble = Unreachable("silent")
        made = await sender.commit(keep)
        told = await sender.send_now(made.key)
        assert (told.state, told.attempts) == (State.QUEUED, 1)
        assert len(stand.platform.calls) == 1
        stand.platform.trouble = None
        await stand.clock.advance(3600)
        assert stand.state(made) is State.SETTLED

    stand.play(scene)


def test_a_pause_that_the_platform_asked_for_is_kept(stand: Stand) -> None:
    """A platform that asks for time would get a call from each citizen of each terminal."""

    async def scene(sender: Sender) -> None:
        stand.platform.trouble = TooMany(600)
        await sender.send_now(stand.commit().key)
        calls = len(stand.platform.calls)
        made = await sender.commit(keep)
        assert (await sender.send_now(made.key)).state is State.QUEUED
        assert made.state is State.QUEUED
        assert len(stand.platform.calls) == calls

    stand.play(scene)


def test_a_commit_that_fails_is_told_and_holds_nothing_up(stand: Stand) -> None:
    """The citizen would read that his case is kept, or the terminal would never send again."""

    def full(outbox: Outbox, claim: bool) -> Transaction:
        raise StoreFull("SQLITE_FULL")

    async def scene(sender: Sender) -> None:
        with pytest.raises(StoreFull):
            await sender.commit(full)
        made = await sender.commit(keep)
        assert (await sender.send_now(made.key)).state is State.ACCEPTED

    stand.play(scene)


def test_a_citizen_who_walks_away_leaves_nothing_half_done(stand: Stand) -> None:
    """What was committed as being sent would lie so until the terminal starts again."""

    async def scene(sender: Sender) -> None:
        stand.http.hold = True
        committing = asyncio.create_task(sender.commit(keep))
        await asyncio.sleep(0)
        committing.cancel()
        await settle()
        stand.http.release()
        await stand.clock.advance(10)
        (made,) = stand.outbox.listed(limit=10)
        assert made.state is State.SETTLED

    stand.play(scene)
    assert len(stand.platform.calls) == 1


def test_papers_follow_the_case_that_began_with_its_commit(stand: Stand) -> None:
    """The first attempt tells that papers are missing: nobody would bring them while the citizen waits."""

    async def scene(sender: Sender) -> None:
        made = await sender.commit(
            lambda outbox, claim: outbox.commit(
                SERVICE, "路灯坏了".encode(), slip=b"{}", attachments=[bytes(5000)], claim=claim
            )
        )
        assert (await sender.send_now(made.key)).state is State.ACCEPTED

    stand.play(scene)
    assert len(stand.platform.uploads) > 0
