# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays a capture again: on a pseudo-terminal or a TCP port, the device that was recorded.

The production driver opens the port as it opens every other. It must send what was sent then, in the same order, and is
answered what was answered then. For tests; never part of a terminal's build.
"""

from __future__ import annotations

import os
import select
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from drivers.capture.emulator.parser import Capture, Record, What, read_capture
from drivers.emulator import Cable, PtyCable, TcpCable

_PATIENCE = 20.0
"""Seconds that the ends of the replay wait for its thread."""
_LAST_WORD = 0.5
"""Seconds in which the driver's last word arrives that it has sent just before the replay is left."""


class Deviation(AssertionError):  # noqa: N818
    """The driver did not do what was recorded. The message names the file and the line of the record."""


class Replay:
    """A context manager: the device is plugged in meanwhile. Leaving raises `Deviation` unless all was played.

    Answers come at once, or `paced`: after the pauses that were recorded. What the driver sends behind the last record
    is not answered and no deviation. A line that was lost is lost again.
    """

    def __init__(self, capture: Capture, cable: Cable, *, paced: bool = False) -> None:
        self._path = capture.path
        self._records = tuple(record for record in capture.records if record.what is not What.CLOSE)
        self._cable = cable
        self._paced = paced
        self._next = 0
        self._heard = b""
        self._asked = False
        self._played_at = 0.0
        self._deviation: str | None = None
        self._ended = False
        self._plugged = threading.Event()
        self._played = threading.Event()
        self._woken, self._wake = os.pipe()
        self._thread = threading.Thread(target=self._live, name="replay", daemon=True)

    @classmethod
    def on_pty(cls, path: Path, link: Path, *, paced: bool = False) -> Self:
        """Return the device of a capture on a pseudo-terminal that appears as `link`."""
        return cls(read_capture(path), PtyCable(link), paced=paced)

    @classmethod
    def on_tcp(cls, path: Path, *, paced: bool = False) -> Self:
        """Return the device of a capture on a TCP port of this machine."""
        return cls(read_capture(path), TcpCable(), paced=paced)

    @property
    def url(self) -> str:
        """The port for the driver."""
        return self._cable.url

    def asked(self) -> None:
        """Let the device say what it said once somebody waited for it; without this it stops at `command`.

        A scanner speaks unasked: its code must come after the test has begun to wait, as it did when it was recorded.
        """
        self._asked = True
        os.write(self._wake, b"!")

    @property
    def played(self) -> bool:
        """Whether everything that was recorded has been played."""
        return self._played.is_set()

    def wait_until_played(self, timeout: float) -> None:
        """Wait until the last record is played, for a driver that goes on by itself; raises `TimeoutError`."""
        if not self._played.wait(timeout):
            raise TimeoutError(self._deviation or f"{self._path}: not played to its end")

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._plugged.wait(_PATIENCE):
            raise TimeoutError("the replay does not start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended = True
        os.write(self._wake, b"!")
        self._thread.join(_PATIENCE)
        os.close(self._wake)
        os.close(self._woken)
        if self._deviation is not None:
            raise Deviation(self._deviation)
        if kind is None and self._next < len(self._records):
            record = self._records[self._next]
            raise Deviation(f"{self._path} line {record.line}: was not reached; the driver sent {_shown(self._heard)}")

    def _live(self) -> None:
        self._cable.plug()
        self._played_at = time.monotonic()
        self._plugged.set()
        while not self._ended:
            until = self._advance()
            file = self._cable.file()
            ready, _, _ = select.select([self._woken] if file is None else [self._woken, file], [], [], until)
            if self._woken in ready:
                os.read(self._woken, 64)
            elif ready:
                self._heard += self._cable.receive()
        self._hear_the_rest()
        self._cable.unplug()

    def _hear_the_rest(self) -> None:
        """Take what the driver has sent last and nobody answers; some of it may have come just before the end."""
        self._advance()
        while (file := self._cable.file()) is not None and select.select([file], [], [], self._owed())[0]:
            self._heard += self._cable.receive()
            self._advance()

    def _owed(self) -> float:
        """Return the seconds for which the driver's next word is worth waiting for, when the replay is left."""
        owes = self._deviation is None and self._next < len(self._records)
        return _LAST_WORD if owes and self._records[self._next].what is What.SENT else 0.0

    def _advance(self) -> float | None:
        """Play what can be played now; return the seconds until there is more to play, None: when something comes."""
        while self._deviation is None and self._next < len(self._records):
            record = self._records[self._next]
            if record.what is not What.SENT and (early := self._early(record)) > 0:
                return early
            if not self._play(record):
                return None
            self._played_at = time.monotonic()
            self._next += 1
        if self._next == len(self._records):
            self._played.set()
        return None

    def _play(self, record: Record) -> bool:
        """Do what a record tells; return whether that was possible already."""
        match record.what:
            case What.OPEN:
                self._cable.plug()
                return self._is_opened()
            case What.SENT:
                return self._is_heard(record)
            case What.COMMAND:
                return self._asked
            case What.RECEIVED:
                self._cable.send(record.data)
            case What.LOST:
                self._cable.unplug()
                self._heard = b""
        return True

    def _is_opened(self) -> bool:
        """Return whether the driver has opened the port, as often as by this record; a pseudo-terminal does not say."""
        if not isinstance(self._cable, TcpCable):
            return True
        done = sum(record.what is What.OPEN for record in self._records[: self._next])
        return self._cable.clients > done

    def _is_heard(self, record: Record) -> bool:
        """Return whether the driver has sent a record by now, and take it."""
        expected = record.data
        if self._heard[: len(expected)] != expected[: len(self._heard)]:
            self._deviation = (
                f"{self._path} line {record.line}: the driver sent {_shown(self._heard)} instead of {_shown(expected)}"
            )
            return False
        if len(self._heard) < len(expected):
            return False
        self._heard = self._heard[len(expected) :]
        return True

    def _early(self, record: Record) -> float:
        """Return the seconds until a record is due."""
        if not self._paced or not self._next:
            return 0.0
        pause = record.at - self._records[self._next - 1].at
        return self._played_at + pause - time.monotonic()


def _shown(data: bytes) -> str:
    return (data[:48].hex(" ") + ("" if len(data) <= 48 else f" … ({len(data)} bytes)")) or "nothing"
