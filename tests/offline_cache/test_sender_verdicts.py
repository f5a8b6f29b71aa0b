# SPDX-License-Identifier: GPL-3.0-or-later

import pytest

from offline_cache import pace
from offline_cache.outbox.states import State
from offline_cache.sender import Sender
from offline_cache.transport import (
    Accepted,
    Conflict,
    PlatformTrouble,
    Rejected,
    Stage,
    StillWorking,
    Unreachable,
)
from tests.offline_cache.store_stand import Stand

HOUR = 3600.0


@pytest.mark.parametrize(
    "fault", [PlatformTrouble(), Unreachable(), ValueError("陈桂英")], ids=lambda fault: type(fault).__name__
)
@pytest.mark.parametrize("place", [0, 70])
def test_one_bad_item_holds_up_no_other(
    stand: Stand, fault: Exception, place: int, caplog: pytest.LogCaptureFixture
) -> None:
    """One case that breaks the platform, or the reply's reader, would block the whole village's queue."""
    others = [stand.commit() for _ in range(121)]
    bad = others.pop(place)
    stand.platform.bad[bad.key] = fault

    async def scene(sender: Sender) -> None:
        await stand.clock.advance(5 * 60)
        assert {stand.state(other) for other in others} == {State.SETTLED}
        assert stand.state(bad) == State.QUEUED
        assert len(stand.platform.calls) < 50
        calls = len(stand.platform.calls)
        await stand.clock.advance(24 * HOUR)
        if not isinstance(fault, Unreachable):
            assert stand.links == [True], "one bad case would make the terminal call itself offline"
            assert sender.trouble is None
        alone = stand.platform.calls[calls:]
        assert alone
        assert all(call == [bad.key] for call in alone)
        assert len(alone) < 400
        latecomer = stand.commit()
        assert (await sender.send_now(latecomer.key)).state is State.ACCEPTED
        del stand.platform.bad[bad.key]
        await stand.clock.advance(2 * HOUR)
        assert stand.state(bad) == State.SETTLED

    stand.play(scene)
    assert "陈桂英" not in caplog.text


def test_the_platforms_verdicts_are_kept_apart(stand: Stand) -> None:
    """A conflict would be retried for ever, a rejection hidden, or an unfinished case given up."""
    rejected, conflict, working, silent, foreign, good = (stand.commit() for _ in range(6))
    stand.platform.answers = {
        rejected.key: Rejected(key=rejected.key, reason="form_invalid"),
        conflict.key: Conflict(key=conflict.key),
        working.key: StillWorking(key=working.key),
        silent.key: None,
        foreign.key: Accepted(key=foreign.key, digest="0" * 64, acceptance=b"signed"),
    }

    async def scene(sender: Sender) -> None:
        await stand.clock.advance(60)
        assert stand.state(rejected) == State.REJECTED
        assert stand.state(conflict) == State.PARKED
        assert stand.kept(conflict.key).trouble == "key_conflict"
        assert stand.state(foreign) == State.PARKED
        assert stand.state(good) == State.SETTLED
        assert stand.kept(working.key).trouble == "still_working"
        assert stand.kept(silent.key).trouble == "no_result"
        stand.platform.answers.clear()
        await stand.clock.advance(HOUR)
        assert stand.state(working) == stand.state(silent) == State.SETTLED

    stand.play(scene)
    parked = [change for change in stand.changes if change.state is State.PARKED]
    assert {change.key for change in parked} == {conflict.key, foreign.key}


def test_an_unfinished_case_is_asked_about_ever_more_rarely(stand: Stand) -> None:
    """The platform would be asked every two seconds for a week, or never again."""
    stand.platform.stage = Stage.ACCEPTED

    async def scene(sender: Sender) -> None:
        made = stand.commit()
        await sender.send_now(made.key)
        await stand.clock.advance(60)
        assert 3 <= len(stand.platform.asked) < 60
        early = len(stand.platform.asked)
        await stand.clock.advance(7 * 24 * HOUR)
        assert 500 < len(stand.platform.asked) - early < 4000
        stand.platform.stage = Stage.SETTLED
        await stand.clock.advance(pace.POLL_CAP + pace.POLL_TICK)
        assert stand.state(made) == State.SETTLED

    stand.play(scene)
    assert [change.business_status for change in stand.changes] == [None, "受理", "受理"]


def test_a_platform_that_lost_its_data_gets_the_same_bytes_again(stand: Stand) -> None:
    """After the platform's restore from a backup the case would be gone though the citizen holds 已送达."""
    made = stand.commit()

    async def scene(sender: Sender) -> None:
        await sender.send_now(made.key)
        first = stand.platform.taken.pop(made.key)
        await stand.clock.advance(2 * HOUR)
        assert stand.state(made) == State.SETTLED
        assert stand.platform.taken[made.key] == first

    stand.play(scene)


def test_a_case_that_processing_refuses_is_told(stand: Stand) -> None:
    """A case refused after its acceptance would count as done."""
    stand.platform.stage = Stage.REJECTED

    async def scene(sender: Sender) -> None:
        made = stand.commit()
        await sender.send_now(made.key)
        await stand.clock.advance(10)
        assert stand.state(made) == State.REJECTED

    stand.play(scene)


def test_trouble_with_questions_does_not_stop_deliveries(stand: Stand) -> None:
    """A platform whose inquiry is broken would get no new cases."""
    stand.platform.status_trouble = KeyError("no such field")

    async def scene(sender: Sender) -> None:
        for _ in range(5):
            made = stand.commit()
            await stand.clock.advance(15 * 60)
            assert stand.state(made) == State.ACCEPTED
        stand.platform.status_trouble = None
        await stand.clock.advance(2 * HOUR)
        assert stand.outbox.counts()[State.SETTLED] == 5

    stand.play(scene)
