# SPDX-License-Identifier: GPL-3.0-or-later
"""A technician's word to the running terminal: try everything again now, whatever pause is on.

It goes as a signal to the process that is this terminal's engine.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kiosk.only_one import who_is
from kiosk.places import Places

_SIGNAL = signal.SIGRTMIN


def ignore_nudges() -> None:
    """From now on a nudge that comes too soon, or too late, ends nobody; to be called before the lock is taken."""
    signal.signal(_SIGNAL, signal.SIG_IGN)


@contextmanager
def nudges(do: Callable[[], object]) -> Iterator[None]:
    """Do something on this loop at each nudge that comes meanwhile. For the main thread."""
    loop = asyncio.get_running_loop()
    signal.signal(_SIGNAL, lambda *_: loop.call_soon_threadsafe(do))
    try:
        yield
    finally:
        ignore_nudges()


def nudge_terminal(places: Places) -> bool:
    """Nudge the terminal that runs in these folders; whether one runs there, and this user may."""
    engine = who_is(places, "engine")
    if engine is None:
        return False
    try:
        process = os.pidfd_open(engine)
    except OSError:
        return False
    try:
        # Its number may have been given to another process meanwhile; this one is held fast now.
        if who_is(places, "engine") != engine:
            return False
        signal.pidfd_send_signal(process, _SIGNAL)
    except OSError:
        return False
    finally:
        os.close(process)
    return True
