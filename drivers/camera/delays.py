# SPDX-License-Identifier: GPL-3.0-or-later
"""All time limits of a camera, in one place."""

from __future__ import annotations

from dataclasses import dataclass, field

from drivers.attachment import Pace


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds, all of them."""

    connect: float = 1.0
    """For a network camera to accept and to answer a request."""
    first: float = 2.0
    """Until the first picture after the camera was told to begin."""
    next: float = 1.5
    """Until the next picture; a camera that takes longer is silent."""
    turn: float = 0.1
    """That the I/O thread waits for a picture before it looks whether its caller has gone."""
    fresh: float = 0.25
    """Age up to which a picture is the newest for a caller who asks for no particular one."""
    settle: float = 0.7
    """Until the automatic exposure of a camera that has just begun is used to the light."""
    linger: float = 3.0
    """That pictures go on flowing after the last question for one."""
    check: float = 2.0
    """Between two looks whether a resting camera is there."""
    prove: float = 300.0
    """Between two pictures that a resting camera must show. Each may light its lamp, which people take for being
    watched, so they are few."""
    judge: float = 0.25
    """Between two pictures that are judged for their health."""
    ill: float = 2.0
    """That pictures must be bad in the same way before it counts."""
    frozen: float = 3.0
    """That the same picture must come before the camera counts as frozen."""
    expose: float = 2.0
    """For setting the exposure."""
    stuck: float = 6.0
    """Without a sign of life from the I/O thread, after which it hangs in a call to the system."""
    pace: Pace = field(default_factory=Pace)
    """Between two looks while nobody uses the camera."""
    start: float = 4.0
    """That `start()` waits for the first word on how the camera stands."""
    close: float = 3.0
    """That `close()` waits for the camera's thread."""
