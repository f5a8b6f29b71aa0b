# SPDX-License-Identifier: GPL-3.0-or-later
"""Listens to the lines that this process opens, while a capture is made.

One process, one capture: `kiosk device` opens one device, whatever its driver, and all that it says is on one tap. A
terminal at work has no tap, and its lines are what they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from drivers.capture.recorder import Recorder
from drivers.line import Line, LineLost

_listening: list[Recorder] = []


@contextmanager
def captured(recorder: Recorder) -> Iterator[None]:
    """Record every line that is opened meanwhile."""
    _listening.append(recorder)
    try:
        yield
    finally:
        _listening.remove(recorder)


def recorder() -> Recorder | None:
    """Return who records what is said now, for a way to a device that is no `Line`; None as a rule."""
    return _listening[-1] if _listening else None


def tapped(line: Line, kind: str) -> Line:
    """Return an opened line, with the recorder in between where there is one; `kind` as in `Recorder.opened`."""
    listening = recorder()
    return line if listening is None else _Tapped(line, kind, listening)


class _Tapped(Line):
    def __init__(self, line: Line, kind: str, listening: Recorder) -> None:
        self._line = line
        self._listening = listening
        self._open = True
        listening.opened(kind)

    def read(self, seconds: float) -> bytes:
        try:
            data = self._line.read(seconds)
        except LineLost:
            self._lost()
            raise
        if data:
            self._listening.received(data)
        return data

    def write(self, data: bytes) -> None:
        self._listening.sent(data)
        try:
            self._line.write(data)
        except LineLost:
            self._lost()
            raise

    def close(self) -> None:
        if self._open:
            self._open = False
            self._listening.closed()
        self._line.close()

    def _lost(self) -> None:
        if self._open:
            self._open = False
            self._listening.lost()
