# SPDX-License-Identifier: GPL-3.0-or-later
"""Delivery states of a transaction, and the one table of what may follow what.

The business status (受理, 补正, 办结 …) is no delivery state: it comes from the platform and has a column of its own.
"""

from collections.abc import Mapping
from enum import StrEnum

from offline_cache.errors import BugError


class State(StrEnum):
    """Where a transaction is on its way to the platform."""

    SEALED = "sealed"
    """Sealed in memory, not yet committed."""
    QUEUED = "queued"
    """Committed; waits to be sent."""
    SENDING = "sending"
    """An attempt is under way; after a crash its outcome is unknown and it is queued again."""
    ACCEPTED = "accepted"
    """The platform's signed acceptance is stored."""
    SETTLED = "settled"
    """The platform confirmed that it is durably processed; the bytes may be purged."""
    REJECTED = "rejected"
    """The platform will not take it: a person must look; the bytes stay."""
    PARKED = "parked"
    """Set aside with a reason until a technician releases it; the bytes stay."""
    EXPORTED = "exported"
    """Carried away in a signed bundle; waits for the acceptance."""
    PURGED = "purged"
    """Settled, and its sealed bytes deleted; the row stays as proof."""


TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.SEALED: frozenset({State.QUEUED, State.SENDING}),
    State.QUEUED: frozenset({State.SENDING, State.PARKED, State.EXPORTED}),
    State.SENDING: frozenset({State.QUEUED, State.ACCEPTED, State.REJECTED, State.PARKED}),
    # A platform restored from a backup may have lost what it accepted: it is sent again, same key, same bytes.
    State.ACCEPTED: frozenset({State.SETTLED, State.REJECTED, State.QUEUED}),
    State.SETTLED: frozenset({State.PURGED}),
    State.REJECTED: frozenset({State.QUEUED}),
    State.PARKED: frozenset({State.QUEUED, State.EXPORTED}),
    State.EXPORTED: frozenset({State.QUEUED, State.ACCEPTED}),
    State.PURGED: frozenset(),
}

UNDELIVERED = (State.QUEUED, State.SENDING, State.PARKED, State.REJECTED, State.EXPORTED)
"""States in which the platform has not taken over: the terminal alone holds the citizen's words."""

UNSENT = (State.QUEUED, State.SENDING, State.EXPORTED)
"""Of these, what waits for a link and for nobody's decision."""


def check_transition(now: State, then: State) -> None:
    """Raises BugError unless the table allows the step."""
    if then not in TRANSITIONS[now]:
        raise BugError(f"a transaction cannot go from {now} to {then}")
