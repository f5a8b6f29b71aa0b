# SPDX-License-Identifier: GPL-3.0-or-later
"""All time limits of a scanner, in one place."""

from __future__ import annotations

from dataclasses import dataclass, field

from drivers.attachment import Pace


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds, all of them."""

    gap: float = 0.1
    """Of quiet after which a code is whole. At 9600 baud a byte takes 1 ms; USB and TCP hold bytes back for some 20."""
    lost_end: float = 1.0
    """Of quiet after which a suffix that has to come no longer will."""
    away: float = 1.5
    """That a code must be gone before it counts as shown anew."""
    slice: float = 0.05
    """After which a scan that waits looks whether its caller has gone."""
    look_again: float = 5.0
    """After which a scanner that waits to be told is told again: it stops looking by itself at some time."""
    connect: float = 1.4
    """For a TCP peer to accept."""
    pace: Pace = field(default_factory=Pace)
