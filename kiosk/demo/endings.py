# SPDX-License-Identifier: GPL-3.0-or-later
"""SIGINT and SIGTERM as something to wait for, beside whatever else a program waits for."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

_ENDS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def told_to_end() -> Iterator[socket.socket]:
    """Yield a socket that can be read from once one of the two has come. In the main thread only."""
    hear, tell = socket.socketpair()
    with hear, tell:
        for end in (hear, tell):
            end.settimeout(0)
        before = signal.set_wakeup_fd(tell.fileno())
        handlers = {number: signal.signal(number, _heard) for number in _ENDS}
        try:
            yield hear
        finally:
            signal.set_wakeup_fd(before)
            for number, handler in handlers.items():
                signal.signal(number, handler)


def _heard(_number: int, _frame: object) -> None:
    """Do nothing here: the byte on the wake-up line has told it."""
