# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import logging
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline_cache import pace
from offline_cache.breaker import Breaker
from offline_cache.clock import ClockQuality
from offline_cache.errors import StoreFull
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.states import State
from offline_cache.sender import Sender
from offline_cache.transport import (
    Accepted,
    CaptivePortal,
    ClockRefused,
    Conflict,
    CredentialRefused,
    PlatformTrouble,
    Rejected,
    Stage,
    StillWorking,
    TooMany,
    TransportTrouble,
    Unreachable,
)
from tests.offline_cache.store_stand import Stand, settle

HOUR = 3600.0


def test_a_commit_is_delivered_and_settled(stand: Stand) -> None:
    """The main job: the case would stay in the village."""

    async def scene(sender: Sender) -> None:
        made = stand.commit()
        sent = await sender.send_now(made.key)
        assert (sent.state, sent.platform_number) == (State.ACCEPTED, "P1")
        await stand.clock.advance(10)
        settled = stand.kept(made.number)
        assert (settled.state, settled.business_status) == (State.SETTLED, "受理")

    stand.play(scene)
    assert [change.state for change in stand.changes] == [State.ACCEPTED, State.SETTLED]
    assert stand.links == [True]
    assert stand.clock.quality is ClockQuality.CONFIRMED
    assert stand.platform.duplicates == 0


def test_a_slow_platform_does_not_hold_up_the_citizen(stand: Stand) -> None:
    """The citizen would stand before a spinner for a minute, or the late answer would be lost."""

    async def scene(sender: Sender) -> None:
        made = stand.commit()
        stand.http.hold = True
        sending = asyncio.create_task(sender.send_now(made.key, 8))
        await stand.clock.advance(7.9)
        assert not sending.done()
        await stand.clock.advance(0.1)
        assert (await sending).state is State.SENDING
        await stand.clock.advance(50)
        stand.http.release()
        await stand.clock.advance(10)
        assert stand.state(made) == State.SETTLED

    stand.play(scene)
    assert len(stand.platform.calls) == 1


def test_a_cancelled_visit_does_not_stop_its_delivery(stand: Stand) -> None:
    """A citizen who walks away would leave the case behind in the terminal."""

    async def scene(sender: Sender) -> None:
        made = stand.commit()
        stand.http.hold = True
        sending = asyncio.create_task(sender.send_now(made.key))
        await settle()
        sending.cancel()
        await settle()
        stand.http.release()
        await stand.clock.advance(10)
        assert stand.state(made) == State.SETTLED

    stand.play(scene)
    assert len(stand.platform.calls) == 1


def test_two_senders_of_one_item_are_impossible(stand: Stand) -> None:
    """The background and the citizen's own attempt would send the same case at the same time."""

    async def scene(sender: Sender) -> None:
        stand.http.hold = True
        made = stand.commit()
        both = [asyncio.create_task(sender.send_now(made.key)) for _ in range(2)]
        sender.nudge()
        await settle()
        stand.http.release()
        assert [sent.state for sent in await asyncio.gather(*both)] == [State.ACCEPTED] * 2

    stand.play(scene)
    assert len(stand.platform.calls) == 1


@pytest.mark.parametrize(
    "trouble", [Unreachable(), CaptivePortal(), PlatformTrouble()], ids=lambda trouble: trouble.code
)
def test_after_an_outage_everything_arrives_once(stand: Stand, trouble: TransportTrouble) -> None:
    """What was committed during an outage would stay, or arrive twice; or the terminal would hammer the platform."""
    stand.platform.trouble = trouble

    async def scene(sender: Sender) -> None:
        made = [stand.commit() for _ in range(5)]
        for transaction in made:
            assert (await sender.send_now(transaction.key)).state is State.QUEUED
        assert sender.trouble == trouble.code
        calls = len(stand.platform.calls)
        await stand.clock.advance(24 * HOUR)
        probes = stand.platform.calls[calls:]
        assert all(len(probe) == 1 for probe in probes)
        assert 100 < len(probes) < 600
        assert len({key for (key,) in probes}) == 5, "no item may be the only one that is tried"
        assert stand.kept(made[0].key).trouble == trouble.code
        stand.platform.trouble = None
        await stand.clock.advance(pace.LINK_CAP + pace.PHASE_SPREAD + 60)
        assert {stand.state(transaction) for transaction in made} == {State.SETTLED}
        assert sender.trouble is None

    stand.play(scene)
    assert stand.links == ([True] if isinstance(trouble, PlatformTrouble) else [False, True])
    assert len(stand.platform.taken) == 5
    assert stand.platform.duplicates == 0


def test_a_start_into_an_outage_probes_with_one_case(stand: Stand) -> None:
    """Every terminal would throw its whole backlog at a platform that is struggling to its feet."""
    made = [stand.commit() for _ in range(120)]
    stand.platform.trouble = Unreachable()

    async def scene(sender: Sender) -> None:
        await stand.clock.advance(HOUR)
        assert {len(call) for call in stand.platform.calls[1:]} == {1}
        stand.platform.trouble = None
        sender.nudge()
        await stand.clock.advance(60)
        assert {stand.state(transaction) for transaction in made} == {State.SETTLED}
        assert stand.platform.duplicates == 0
        assert len(stand.platform.asked) < 10

    stand.play(scene)


def test_the_technicians_button_ends_every_wait(stand: Stand) -> None:
    """The network is back, and the queue would still wait for minutes."""
    stand.platform.trouble = CredentialRefused()

    async def scene(sender: Sender) -> None:
        made = stand.commit()
        await sender.send_now(made.key)
        stand.platform.trouble = None
        assert (await sender.send_now(made.key)).state is State.QUEUED
        sender.nudge()
        await stand.clock.advance(pace.POLL_BASE + pace.POLL_TICK)
        assert stand.state(made) == State.SETTLED

    stand.play(scene)


def test_a_returning_network_is_used_at_once_but_not_hammered(stand: Stand) -> None:
    """A case would wait minutes after the link is back; or a flapping link would send a probe every second."""
    stand.platform.trouble = Unreachable()

    async def scene(sender: Sender) -> None:
        made = stand.commit()
        await stand.clock.advance(6 * HOUR)
        calls = len(stand.platform.calls)
        for _ in range(60):
            sender.network_back()
            await stand.clock.advance(1)
        assert 2 <= len(stand.platform.calls) - calls <= 5
        stand.platform.trouble = None
        await stand.clock.advance(pace.LINK_BACK_EVERY)
        sender.network_back()
        await stand.clock.advance(pace.POLL_BASE + pace.POLL_TICK)
        assert stand.state(made) == State.SETTLED

    stand.play(scene)


def test_a_pause_that_the_platform_asked_for_is_kept(stand: Stand) -> None:
    """Thousands of terminals would keep the overloaded platform down."""
    stand.platform.trouble = TooMany(120)

    async def scene(sender: Sender) -> None:
        first, second = stand.commit(), stand.commit()
        await sender.send_now(first.key)
        calls = len(stand.platform.calls)
        await stand.clock.advance(119)
        await sender.send_now(second.key)
        sender.network_back()
        await settle()
        assert len(stand.platform.calls) == calls
        stand.platform.trouble = None
        await stand.clock.advance(1 + pace.LINK_BASE + pace.POLL_BASE + pace.POLL_TICK)
        assert stand.state(first) == stand.state(second) == State.SETTLED

    stand.play(scene)


def test_a_refused_clock_is_remembered(stand: Stand) -> None:
    """Later headers would claim a confirmed clock although it is years off."""
    stand.platform.trouble = ClockRefused()

    async def scene(sender: Sender) -> None:
        made = stand.commit()
        assert (await sender.send_now(made.key)).trouble == "clock_refused"

    stand.play(scene)
    assert stand.clock.quality is ClockQuality.REFUSED


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


@pytest.mark.parametrize("step", ["record_acceptance", "settle", "claim"])
def test_a_disk_that_fails_for_a_while_loses_nothing(stand: Stand, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer that found no room on the disk would leave its case stuck in 'sending' until the next restart."""

    def full(*_: object, **__: object) -> None:
        raise StoreFull("SQLITE_FULL")

    async def scene(sender: Sender) -> None:
        made = stand.commit()
        with monkeypatch.context() as patch:
            patch.setattr(Outbox, step, full)
            await stand.clock.advance(5 * 60)
            assert stand.state(made) != State.SETTLED
        await stand.clock.advance(HOUR)
        assert stand.state(made) == State.SETTLED

    stand.play(scene)
    assert len(stand.platform.taken) == 1


def test_a_bug_stops_the_sender_loudly(stand: Stand) -> None:
    """A broken rule of our own would be waited out for ever as if it were the weather."""

    async def whole() -> None:
        sender = stand.make_sender()
        right = stand.outbox._sending_right
        assert right is not None
        right.release()
        stand.outbox._sending_right = None
        with pytest.raises(Exception, match="take_over"):
            await sender.run()

    asyncio.run(whole())


def test_clock_jumps_do_not_stop_the_queue(stand: Stand) -> None:
    """A flat battery that makes it 1970 or 2099 would put every case off for decades."""
    stand.platform.trouble = Unreachable()

    async def scene(sender: Sender) -> None:
        made = stand.commit()
        for jump in (-73, 129):
            stand.clock.set_back += timedelta(days=365 * jump)
            await stand.clock.advance(HOUR)
        stand.platform.trouble = None
        await stand.clock.advance(HOUR)
        assert stand.state(made) == State.SETTLED

    stand.play(scene)


def test_what_another_process_put_back_is_found(stand: Stand) -> None:
    """`kiosk queue retry` would do nothing until the next citizen comes."""
    made = stand.commit()
    stand.outbox.park(made.key, "by_hand")

    async def scene(sender: Sender) -> None:
        await stand.clock.advance(10)
        stand.outbox.retry(made.key)
        await stand.clock.advance(pace.IDLE + pace.POLL_BASE + pace.POLL_TICK)
        assert stand.state(made) == State.SETTLED

    stand.play(scene)


def test_terminals_come_back_spread_out() -> None:
    """After a province-wide outage twenty thousand terminals would return in the same second."""
    waits = []
    for terminal in range(1000):
        breaker = Breaker(Random(1), pace.terminal_phase(f"{terminal:08}"))
        for now in (0.0, HOUR):
            breaker.failed(Unreachable(), now)
        waits.append(breaker.wait(HOUR))
    # Chance is the same for all here: what spreads them is each one's own phase.
    soonest = min(waits)
    busiest = max(sum(start <= wait - soonest < start + 1 for wait in waits) for start in range(60))
    assert max(waits) - soonest > 0.9 * pace.PHASE_SPREAD
    assert busiest < 40


@given(st.integers(), st.floats(-1e10, 1e10), st.floats(0.1, 100), st.floats(100, 10_000))
def test_a_wait_stays_within_its_limits(seed: int, age: float, base: float, cap: float) -> None:
    """A strange clock could make a wait negative, or a hundred years."""
    assert 0 <= pace.jittered(Random(seed), age, base, cap) <= cap


def test_the_log_names_no_person(stand: Stand, caplog: pytest.LogCaptureFixture) -> None:
    """A log sent to the maintainer would carry citizens' names."""
    caplog.set_level(logging.DEBUG)

    async def scene(sender: Sender) -> None:
        made = stand.commit("陈桂英")
        stand.platform.bad[made.key] = RuntimeError("陈桂英")
        await sender.send_now(made.key)
        await stand.clock.advance(HOUR)

    stand.play(scene)
    assert "RuntimeError" in caplog.text
    assert "陈桂英" not in caplog.text
