# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps the stage's engine and ui running, as the supervisor does on a terminal, and cuts one off by hand."""

from __future__ import annotations

import logging
import subprocess
import threading
import time
from collections.abc import Callable, Mapping

from kiosk.supervisor import CONFIGURATION_ENDS, Pace

log = logging.getLogger(__name__)

Start = Callable[[], "subprocess.Popen[bytes]"]


class Keeper:
    """Starts each part, and starts it again when it ends without being cut off. Methods may be called by any thread."""

    def __init__(
        self, starts: Mapping[str, Start], pace: Pace | None = None, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._starts = starts
        self._pace = pace or Pace()
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._started: dict[str, float] = {}
        self._wait = dict.fromkeys(starts, self._pace.first)
        self._start_at: dict[str, float] = {}

    def look(self) -> None:
        """Start what is due, and note what has ended; to be called a few times a second."""
        with self._lock:
            now = self._monotonic()
            for name, process in list(self._running.items()):
                status = process.poll()
                if status is not None:
                    self._note_end(name, status, now)
            for name, due in list(self._start_at.items()):
                if now >= due:
                    self._start(name)

    def start(self) -> None:
        """Start all parts."""
        with self._lock:
            for name in self._starts:
                self._start(name)

    def cut(self, name: str) -> None:
        """End a part as a power cut does, without a word, and keep it off."""
        with self._lock:
            self._start_at.pop(name, None)
            process = self._running.pop(name, None)
            if process is not None:
                process.kill()
                process.wait()

    def keeps(self, name: str) -> bool:
        """Say whether a part runs, or will in a moment."""
        with self._lock:
            return name in self._running or name in self._start_at

    def restore(self, name: str) -> None:
        """Start a part that was cut off."""
        with self._lock:
            if name not in self._running:
                self._start(name)

    def _start(self, name: str) -> None:
        self._start_at.pop(name, None)
        self._running[name] = self._starts[name]()
        self._started[name] = self._monotonic()

    def _note_end(self, name: str, status: int, now: float) -> None:
        del self._running[name]
        if status == CONFIGURATION_ENDS:
            log.error("%s cannot work as it is configured; its log says why", name)
            return
        if now - self._started[name] > self._pace.healthy_after:
            self._wait[name] = self._pace.first
        log.error("%s ended with status %d; starting it again in %.1f s", name, status, self._wait[name])
        self._start_at[name] = now + self._wait[name]
        self._wait[name] = min(self._pace.longest, self._wait[name] * 2)
