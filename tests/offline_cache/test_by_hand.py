# SPDX-License-Identifier: GPL-3.0-or-later
"""If these fail, what was carried away by hand is forgotten, or the hand disturbs what the sender does."""

import asyncio

import msgspec
import pytest

from offline_cache.errors import BugError
from offline_cache.outbox.audit import AuditEvent, first_broken, read_entries
from offline_cache.outbox.states import State
from offline_cache.sender import Sender
from offline_cache.transport import Delivery, Stage, StatusResult, Unreachable
from tests.offline_cache.store_stand import PlatformDouble, Stand


class TellingPlatform(PlatformDouble):
    """One that signs what it says about a key, as the province's does."""

    def status(self, keys: list[str]) -> list[StatusResult]:  # type: ignore[override]
        return [
            msgspec.structs.replace(
                answer,
                digest=self.taken[answer.key].digest if answer.key in self.taken else None,
                signed=b"signed state",
                platform_number="P7" if answer.key in self.taken else None,
            )
            for answer in super().status(keys)
        ]


@pytest.fixture
def telling(stand: Stand) -> Stand:
    stand.platform = TellingPlatform()
    return stand


def events(stand: Stand) -> list[str]:
    entries = read_entries(stand.outbox._database)
    assert first_broken(entries) is None
    return [entry.event for entry in entries]


def test_park_is_recorded_and_retry_undoes_it(stand: Stand) -> None:
    """A case that somebody stopped must be found again, with the reason, and go out with the same bytes."""
    one = stand.commit()
    parked = stand.outbox.by_hand.park(one.key, "asked_by_platform")
    assert (parked.state, parked.trouble, parked.digest) == (State.PARKED, "asked_by_platform", one.digest)
    assert stand.outbox.claim(10) == []
    stand.outbox.retry(one.key)
    assert [item.key for item in stand.outbox.claim(10)] == [one.key]
    entries = read_entries(stand.outbox._database)
    assert [(entry.event, entry.reason) for entry in entries[-2:]] == [
        (AuditEvent.PARKED, "by_hand:asked_by_platform"),
        (AuditEvent.RETRIED, None),
    ]


def test_an_attempt_under_way_is_not_parked(stand: Stand) -> None:
    """The sender would come back with an acceptance that fits no state, and stop."""
    one = stand.commit()
    [item] = stand.outbox.claim(1)
    with pytest.raises(BugError, match="only what is queued"):
        stand.outbox.by_hand.park(one.key, "why")
    assert stand.outbox.by_hand.mark_exported([one.key]) == 0
    assert stand.state(one) == State.SENDING
    assert stand.outbox.by_hand.sealed(one.key) == item.sealed


def test_what_is_carried(stand: Stand) -> None:
    """All that waits and nothing that was set aside; again what was carried on a stick that got lost."""
    queued, parked, exported, rejected = (stand.commit() for _ in range(4))
    by_hand = stand.outbox.by_hand
    assert by_hand.mark_exported([exported.key]) == 1
    by_hand.park(parked.key, "why")
    stand.outbox.claim(10, besides=[queued.key])
    stand.outbox.reject(rejected.key, "bad_header")
    assert by_hand.keys_to_carry(10) == [queued.key, exported.key]
    assert by_hand.keys_to_carry(1) == [queued.key]
    assert by_hand.mark_exported([queued.key, parked.key, exported.key, rejected.key]) == 3
    assert [stand.state(one) for one in (queued, parked, exported, rejected)] == ["exported"] * 3 + ["rejected"]
    assert events(stand).count(AuditEvent.EXPORTED) == 4


def test_exported_and_not_yet_there_goes_by_the_network_too(telling: Stand) -> None:
    """A stick in a drawer would keep a citizen's case from its office for ever."""
    one = telling.commit()
    telling.outbox.by_hand.mark_exported([one.key])

    async def scene(_: Sender) -> None:
        await telling.clock.advance(3600)

    telling.play(scene)
    assert telling.state(one) == State.SETTLED
    assert telling.platform.calls == [[one.key]]
    told = events(telling)
    assert told.index(AuditEvent.EXPORTED) < told.index(AuditEvent.RESUMED) < told.index(AuditEvent.ACCEPTED)


def test_exported_and_there_already_is_not_sent_again(telling: Stand) -> None:
    """After an outage each case would go over a thin link a second time."""
    one = telling.commit()
    telling.platform.take(Delivery(key=one.key, sealed=telling.outbox.by_hand.sealed(one.key)))
    telling.outbox.by_hand.mark_exported([one.key])

    async def scene(_: Sender) -> None:
        await telling.clock.advance(3600)

    telling.play(scene)
    kept = telling.kept(one.key)
    assert (kept.state, kept.acceptance, kept.platform_number) == (State.SETTLED, b"signed state", "P7")
    assert telling.platform.calls == []
    assert [change.state for change in telling.changes] == [State.ACCEPTED, State.SETTLED]


def test_exported_waits_while_nothing_gets_through(telling: Stand) -> None:
    """Asking is a probe like any other: no storm, and nothing counts as there."""
    one = telling.commit()
    telling.outbox.by_hand.mark_exported([one.key])
    telling.platform.trouble = Unreachable("no link")

    async def scene(_: Sender) -> None:
        await telling.clock.advance(24 * 3600)
        assert telling.state(one) == State.EXPORTED
        assert len(telling.platform.asked) < 24 * 60
        telling.platform.trouble = None
        await telling.clock.advance(3600)

    telling.play(scene)
    assert telling.state(one) == State.SETTLED


@pytest.mark.parametrize(
    "answer",
    [
        {"digest": "0" * 64, "signed": b"signed"},
        {"digest": None, "signed": b"signed"},
        {"digest": "own", "signed": None},
        {"digest": "own", "signed": b"signed", "stage": Stage.REJECTED},
        {"digest": "own", "signed": b"signed", "stage": Stage.UNKNOWN},
    ],
    ids=["other bytes", "no digest", "unsigned", "rejected", "unknown"],
)
def test_only_a_signature_for_these_bytes_counts(stand: Stand, answer: dict[str, object]) -> None:
    """Anything else goes by the network, where the platform has to say what is wrong."""
    one = stand.commit()
    stand.outbox.by_hand.mark_exported([one.key])
    told = {"stage": Stage.ACCEPTED} | answer | ({"digest": one.digest} if answer["digest"] == "own" else {})
    changed = stand.outbox.by_hand.record_arrival(msgspec.convert({"key": one.key, **told}, StatusResult))
    assert (changed.state, changed.acceptance) == (State.QUEUED, None)


def test_an_answer_that_comes_after_the_hand_changes_nothing(stand: Stand) -> None:
    """`retry` between question and answer: the sender must not stop over it."""
    one = stand.commit()
    stand.outbox.by_hand.mark_exported([one.key])
    stand.outbox.retry(one.key)
    answer = StatusResult(key=one.key, stage=Stage.SETTLED, digest=one.digest, signed=b"signed")
    assert stand.outbox.by_hand.record_arrival(answer).state is State.QUEUED


def test_parking_while_the_sender_waits_keeps_the_sender_alive(stand: Stand) -> None:
    """By hand in one process, sending in another: neither knows when the other comes."""
    first, second = stand.commit(), stand.commit()
    stand.platform.trouble = Unreachable("no link")

    async def scene(_: Sender) -> None:
        await stand.clock.advance(600)
        stand.outbox.by_hand.park(first.key, "why")
        stand.outbox.by_hand.mark_exported([second.key])
        await asyncio.sleep(0)
        stand.platform.trouble = None
        await stand.clock.advance(3600)
        stand.outbox.retry(first.key)
        await stand.clock.advance(3600)

    stand.play(scene)
    assert (stand.state(first), stand.state(second)) == (State.SETTLED, State.SETTLED)
    assert stand.platform.duplicates == 0
