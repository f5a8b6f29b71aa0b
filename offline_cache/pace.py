# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast the sender goes. All durations are in seconds.

Waiting times are drawn with full jitter: anywhere between nothing and a ceiling, so that thousands of terminals spread
out by themselves. The ceiling is the age of what waits, within limits: age survives a restart, a count of attempts
does not.
"""

import hashlib
from random import Random

BATCH = 50
"""Most items in one call; how many keys the first question has."""

QUESTION = 200
"""Most keys in one question; more than BATCH only while questions are answered within CALL_SECONDS."""

ITEM_BASE, ITEM_CAP = 30.0, 3600.0
"""Ceiling for one item that the platform is not ready for, while others get through."""

LINK_BASE, LINK_CAP = 4.0, 600.0
"""Ceiling for the probe while nothing gets through, by the age of the outage."""

LINK_BACK_EVERY = 30.0
"""Least time between two probes that a returning network brings forward."""

POLL_BASE, POLL_CAP = 2.0, 900.0
"""Ceiling between two questions about an accepted item, by the time since its acceptance."""

POLL_TICK, POLL_LONG_TICK = 1.0, 60.0
"""Questions fall on whole ticks, so that one call asks about many items; those that wait long, on long ones."""

TOO_MANY_PAUSE, TOO_MANY_CAP = 60.0, 3600.0
"""When the platform asks for a pause: without saying how long, and at most."""

REFUSED_PAUSE = 300.0
"""After refused credentials or a refused clock: a person must act, and `nudge` ends the pause at once."""

STORE_PAUSE = 30.0
"""After the disk failed."""

PHASE_SPREAD = 60.0
"""Terminals that lost the platform together come back spread over so many seconds at least."""

UPLOAD_FIRST, UPLOAD_LEAST, UPLOAD_MOST = 4 * 1024, 1024, 512 * 1024
"""Bytes of an attachment in one call: at first, and at least and at most. The first one is for the slowest line."""

CALL_SECONDS = 2.0
"""How long a call that can be cut to measure should take: as long as a citizen's case may have to wait for it."""

IDLE = 60.0
"""How often an idle sender looks for what another process put back into the queue."""


def jittered(random: Random, age: float, base: float, cap: float) -> float:
    """A waiting time with full jitter: uniform from 0 to `age`, where the ceiling stays between `base` and `cap`.

    See "Exponential Backoff And Jitter", AWS Architecture Blog, 2015. Tried again at random within its own age, an
    item waits about half as long again each time: exponential growth without a counter.
    """
    return random.uniform(0, min(cap, max(base, age)))


def terminal_phase(terminal: str) -> float:
    """A fixed fraction from 0 to 1 for each terminal, spread evenly over the province."""
    return int.from_bytes(hashlib.sha256(terminal.encode()).digest()[:4], "big") / 2**32
