# SPDX-License-Identifier: GPL-3.0-or-later
"""All time limits of a reader behind PC/SC, in one place."""

from __future__ import annotations

from dataclasses import dataclass, field

from drivers.attachment import Pace


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds, all of them."""

    pace: Pace = field(default_factory=lambda: Pace(look=0.25, retry_first=0.25, retry_most=1.0))
    """Between two looks at the reader while nobody reads. A card that goes is seen within one."""
    wait: float = 0.25
    """That one question for a change waits for it; a caller who has gone is noticed after that."""
    call: float = 2.0
    """For a call to the PC/SC service that needs no card. Below 3 s, the promise for a silent reader."""
    connect: float = 2.5
    """For the reader to power a card up."""
    transmit: float = 5.0
    """For one answer of a card. Its reader gives up on a mute card by itself, mostly within 2 s."""
    conversation: float = 30.0
    """For everything that is said to one card: a passport's picture takes some seconds, a hostile chip for ever."""
    start: float = 3.0
    """That `start()` waits for the first word on how the reader stands."""
    close: float = 6.0
    """That `close()` waits for the reader's thread: longer than one answer of a card takes."""
