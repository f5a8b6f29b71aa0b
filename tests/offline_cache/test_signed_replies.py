# SPDX-License-Identifier: GPL-3.0-or-later
from functools import partial

import pytest

from offline_cache.outbox.queue import Queue
from offline_cache.outbox.states import State
from offline_cache.outbox.transaction import Transaction
from offline_cache.salvage import salvage
from offline_cache.transport import Accepted, Stage, StatusResult
from tests.offline_cache.store_stand import Stand, open_outbox

LONG = b"signed for all of them " * 600


def _accept(answer: Accepted, queue: Queue) -> Transaction:
    return queue.record_acceptance(answer)


def rows(stand: Stand, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in stand.outbox._database.rows(query)]


@pytest.mark.parametrize("together", [True, False], ids=["batch", "one by one"])
def test_a_reply_to_many_is_kept_once_and_proves_each(stand: Stand, together: bool) -> None:
    """A week's backlog would fill the flash disk with fifty copies of each batch's signature."""
    made = [stand.commit() for _ in range(50)]
    answers = [Accepted(key=item.key, digest=item.sealed.digest, acceptance=LONG) for item in stand.outbox.claim(50)]
    steps = [partial(_accept, answer) for answer in answers]
    told = stand.outbox.together(steps) if together else [step(stand.outbox) for step in steps]
    assert {one.acceptance for one in told} == {LONG}
    assert {stand.kept(one.key).acceptance for one in made} == {LONG}
    assert {one.acceptance for one in stand.outbox.listed(State.ACCEPTED, limit=100)} == {LONG}
    assert rows(stand, "SELECT count(*), sum(length(reply)) FROM replies") == [(1, len(LONG))]
    assert rows(stand, "SELECT count(*) FROM transactions WHERE acceptance IS NOT NULL") == [(0,)]


def test_a_short_reply_costs_no_row_of_its_own(stand: Stand) -> None:
    """Each citizen would wait for one more page of the disk."""
    stand.commit()
    (item,) = stand.outbox.claim(1)
    stand.outbox.record_acceptance(Accepted(key=item.key, digest=item.sealed.digest, acceptance=b"signed"))
    assert stand.kept(item.key).acceptance == b"signed"
    assert rows(stand, "SELECT count(*) FROM replies") == [(0,)]


def test_an_answer_about_many_that_went_by_hand_is_kept_once(stand: Stand) -> None:
    """A stick of two hundred cases would come back as two hundred copies of one answer."""
    made = [stand.commit() for _ in range(3)]
    stand.outbox.by_hand.mark_exported([one.key for one in made])
    for one in made:
        answer = StatusResult(key=one.key, stage=Stage.ACCEPTED, digest=one.digest, signed=LONG)
        assert stand.outbox.by_hand.record_arrival(answer).acceptance == LONG
    assert {stand.kept(one.key).acceptance for one in made} == {LONG}
    assert rows(stand, "SELECT count(*) FROM replies") == [(1,)]


def test_what_is_sent_again_is_proved_by_the_newer_reply(stand: Stand) -> None:
    """The proof would be one that the platform has taken back."""
    stand.commit()
    for reply in (LONG, b"signed", LONG + b"again"):
        (item,) = stand.outbox.claim(1)
        stand.outbox.record_acceptance(Accepted(key=item.key, digest=item.sealed.digest, acceptance=reply))
        assert stand.kept(item.key).acceptance == reply
        stand.outbox.requeue_forgotten(item.key)


def test_a_salvage_brings_the_replies_along(stand: Stand) -> None:
    """After a damaged page the terminal could no longer prove what the platform has signed for."""
    made = stand.commit()
    (item,) = stand.outbox.claim(1)
    stand.outbox.record_acceptance(Accepted(key=item.key, digest=item.sealed.digest, acceptance=LONG))
    stand.outbox.close()
    salvage(stand.folder / "outbox.db", stand.clock.now())
    stand.outbox = open_outbox(stand.folder, stand.clock, random=stand.random)
    assert stand.kept(made.key).acceptance == LONG
