# SPDX-License-Identifier: GPL-3.0-or-later
import itertools

import pytest

from offline_cache.errors import BugError
from offline_cache.outbox.states import TRANSITIONS, UNDELIVERED, State, check_transition

ALLOWED = {
    "sealed": "queued sending",
    "queued": "sending parked exported",
    "sending": "queued accepted rejected parked",
    "accepted": "settled rejected queued",
    "settled": "purged",
    "rejected": "queued",
    "parked": "queued exported",
    "exported": "queued accepted",
    "purged": "",
}


@pytest.mark.parametrize(("now", "then"), list(itertools.product(State, State)))
def test_only_the_listed_steps_are_allowed(now: State, then: State) -> None:
    """A settled case could be sent again, or an undelivered one counted as done."""
    if then in ALLOWED[now].split():
        check_transition(now, then)
    else:
        with pytest.raises(BugError):
            check_transition(now, then)


def test_bytes_are_only_purged_after_settlement() -> None:
    """A citizen's words would be deleted while the terminal alone holds them."""
    assert [state for state in State if State.PURGED in TRANSITIONS[state]] == [State.SETTLED]


def test_every_undelivered_state_has_a_way_on() -> None:
    """A transaction could be stuck where no technician can release it."""
    assert all(TRANSITIONS[state] for state in UNDELIVERED)
