# SPDX-License-Identifier: GPL-3.0-or-later
"""How many keys go into one question: as many as the contract allows where the line is quick, few where it is not."""

from collections.abc import Sequence

from kiosk.province.contract import MAX_ITEMS
from offline_cache import pace
from offline_cache.outbox.states import State
from offline_cache.sender import Sender
from offline_cache.transport import Stage, StatusResult, Unreachable
from tests.offline_cache.store_stand import PlatformDouble, Stand

HOUR = 3600.0


def test_a_question_has_as_many_keys_as_the_contract_allows(stand: Stand) -> None:
    """After a long outage a platform that works slowly would be asked thousands of small questions."""
    made = [stand.commit() for _ in range(400)]

    async def scene(sender: Sender) -> None:
        await stand.clock.advance(60)
        assert {stand.state(one) for one in made} == {State.SETTLED}
        assert pace.BATCH < max(map(len, stand.platform.asked)) <= MAX_ITEMS

    assert pace.QUESTION == MAX_ITEMS
    stand.play(scene)


def test_a_line_that_carries_only_short_answers_settles_everything(stand: Stand) -> None:
    """On a slow line every question would be cut off, and asked again as long as it was, for ever."""

    class Short(PlatformDouble):
        def status(self, keys: Sequence[str]) -> list[StatusResult]:
            if len(keys) > 7:
                stand.clock.elapsed += 20
                raise Unreachable
            return super().status(keys)

    stand.platform = Short()
    made = [stand.commit() for _ in range(100)]

    async def scene(sender: Sender) -> None:
        await stand.clock.advance(6 * HOUR)
        assert {stand.state(one) for one in made} == {State.SETTLED}

    stand.play(scene)


def test_a_slow_answer_makes_no_longer_questions(stand: Stand) -> None:
    """A citizen's case would wait behind a question that takes ever longer."""

    class Slow(PlatformDouble):
        def status(self, keys: Sequence[str]) -> list[StatusResult]:
            stand.clock.elapsed += len(keys) * 0.1
            return super().status(keys)

    stand.platform = Slow()
    made = [stand.commit() for _ in range(200)]

    async def scene(sender: Sender) -> None:
        await stand.clock.advance(HOUR)
        assert {stand.state(one) for one in made} == {State.SETTLED}
        assert max(map(len, stand.platform.asked)) <= pace.BATCH

    stand.play(scene)


def test_answers_are_told_apart_by_their_keys(stand: Stand) -> None:
    """One citizen's case would be called done, and its bytes deleted, on the word about another's."""

    class Shuffled(PlatformDouble):
        def status(self, keys: Sequence[str]) -> list[StatusResult]:
            answers = [
                StatusResult(key=key, stage=Stage.SETTLED if key in done else Stage.ACCEPTED, business_status=key[:8])
                for key in sorted(keys)
            ]
            return answers[1:]  # and about the first it says nothing this time

    stand.platform = Shuffled()
    made = [stand.commit() for _ in range(8)]
    keys = sorted(one.key for one in made)
    done = set(keys[::2])

    async def scene(sender: Sender) -> None:
        await stand.clock.advance(HOUR)
        settled = {one.key for one in stand.outbox.listed(State.SETTLED, limit=10)}
        assert settled == done - {keys[0]}
        for one in stand.outbox.listed(limit=10):
            assert one.business_status in {one.key[:8], None}

    stand.play(scene)
