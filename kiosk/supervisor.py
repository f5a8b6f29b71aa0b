# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps engine and ui alive: two processes, each started again when it ends."""

from __future__ import annotations

import ctypes
import logging
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import FrameType

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Part:
    """One process: its name in the log, its command, and its environment."""

    name: str
    command: Sequence[str]
    environment: Callable[[], Mapping[str, str]]
    """Made anew for each start, so that nothing of the last run stays in its home."""


@dataclass(frozen=True)
class Pace:
    """How fast a part that keeps ending is started again, in seconds."""

    first: float = 0.5
    longest: float = 30.0
    healthy_after: float = 60.0
    """A part that ran this long starts again at the first pace."""
    look: float = 0.1
    grace: float = 5.0
    """What a part has to end by itself before it is killed."""


CONFIGURATION_ENDS = 2
"""The exit status of a part that cannot work as configured; starting it again would not help."""


def kiosk_command(*arguments: str) -> list[str]:
    """Return the command that runs this very program again, frozen or from a checkout.

    With -P a file that is called as one of our packages, in whatever folder this was started, is not taken for it.
    """
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-P", "-m", "kiosk"]
    return [*program, *arguments]


_C_LIBRARY = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1


def _end_with_the_supervisor() -> None:
    """In a part, before it starts: a supervisor that is killed takes it along, for the next one starts its own."""
    _C_LIBRARY.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Supervisor:
    """Starts the parts, starts again what ends, and ends them all when it is told to."""

    def __init__(self, parts: Sequence[Part], pace: Pace = Pace()) -> None:
        self._parts = parts
        self._pace = pace
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._started: dict[str, float] = {}
        self._wait: dict[str, float] = {part.name: pace.first for part in parts}
        self._start_at: dict[str, float] = {part.name: 0.0 for part in parts}
        self._ending = False

    def run(self) -> int:
        """Run until SIGTERM or SIGINT, or until a part says that its configuration is wrong; return the exit status."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        status = 0
        while not self._ending:
            for part in self._parts:
                status = max(status, self._look_after(part))
            time.sleep(self._pace.look)
        self._stop_all()
        return status

    def _look_after(self, part: Part) -> int:
        now = time.monotonic()
        process = self._running.get(part.name)
        if process is None:
            if now >= self._start_at[part.name]:
                self._running[part.name] = subprocess.Popen(
                    part.command,
                    env=dict(part.environment()),
                    preexec_fn=_end_with_the_supervisor,  # noqa: PLW1509 - this process has no other thread
                )
                self._started[part.name] = now
            return 0
        status = process.poll()
        if status is None:
            return 0
        del self._running[part.name]
        if status == CONFIGURATION_ENDS:
            self._ending = True
            return status
        if now - self._started[part.name] > self._pace.healthy_after:
            self._wait[part.name] = self._pace.first
        log.error("%s ended with status %d; starting it again in %.1f s", part.name, status, self._wait[part.name])
        self._start_at[part.name] = now + self._wait[part.name]
        self._wait[part.name] = min(self._pace.longest, self._wait[part.name] * 2)
        return 0

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self._ending = True

    def _stop_all(self) -> None:
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            try:
                process.wait(self._pace.grace)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
