# SPDX-License-Identifier: GPL-3.0-or-later
import asyncio
import logging
import re
from collections.abc import Sequence
from datetime import timedelta

import pytest

from offline_cache import pace
from offline_cache.clock import ClockQuality
from offline_cache.errors import StoreFull
from offline_cache.outbox.outbox import Outbox
from offline_cache.outbox.states import State
from offline_cache.sender import Sender
from offline_cache.transport import Delivery, DeliveryResult, PlatformTrouble, Rejected, Unreachable
from tests.offline_cache.store_stand import PlatformDouble, Stand, settle

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


def test_the_log_tells_each_attempt_by_fixed_names(stand: Stand, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody could tell from the logs of thousands of terminals which attempts never came to an end, and why."""
    caplog.set_level(logging.INFO, "offline_cache.send_events")

    async def scene(sender: Sender) -> None:
        made = [stand.commit() for _ in range(3)]
        stand.platform.answers = {
            made[0].key: None,
            made[1].key: Rejected(key=made[1].key, reason="bad_header"),
        }
        await settle()
        stand.platform.trouble = Unreachable()
        await sender.send_now(stand.commit().key)

    stand.play(scene)
    lines = [re.sub(r"operation=([0-9a-f]{12})", "operation=N", one.getMessage()) for one in caplog.records]
    assert lines == [
        "outbox-send-init operation=N items=3",
        "outbox-send-complete operation=N items=3 accepted=1 rejected=1 no_result=1",
        "outbox-send-init operation=N items=1",
        "outbox-send-complete operation=N items=1 trouble=unreachable",
    ]
    operations = [one.getMessage().split()[1] for one in caplog.records]
    assert operations[0] == operations[1] != operations[2] == operations[3]


def test_it_rests_only_while_nobody_needs_the_line(stand: Stand) -> None:
    """What can wait would take a slow line from a citizen's case, or knock at a platform that asked for a pause."""
    senders: list[Sender] = []
    resting: list[bool] = []

    class Looked(PlatformDouble):
        def deliver(self, items: Sequence[Delivery]) -> list[DeliveryResult]:
            resting.append(senders[0].resting)
            return super().deliver(items)

    stand.platform = Looked()

    async def scene(sender: Sender) -> None:
        senders.append(sender)
        assert not sender.resting
        await settle()
        assert sender.resting
        await sender.send_now(stand.commit().key)
        assert resting == [False]
        await stand.clock.advance(1)
        assert sender.resting
        stand.platform.trouble = PlatformTrouble()
        await sender.send_now(stand.commit().key)
        await settle()
        assert not sender.resting
        stand.platform.trouble = None
        sender.nudge()
        await stand.clock.advance(1)
        assert sender.resting

    stand.play(scene)
