# SPDX-License-Identifier: GPL-3.0-or-later
"""A scanner as its I/O thread sees it: hears everything, delivers what is asked for, drops the rest."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable

from drivers.attachment import ONLINE, Attachment
from drivers.contract import DeviceError, Status
from drivers.io_thread import Cancel, Cancelled
from drivers.scanner.code import Code
from drivers.scanner.contract import CodeTooLong, CodeUnreadable
from drivers.scanner.delays import Delays
from drivers.scanner.framing import Framer
from drivers.scanner.source import Source
from drivers.status import StatusBoard

_READS = 64
"""Reads in a row without a pause between; more than a whole code fits into them."""


class Hearing(Attachment):
    """`read_burst` makes a code of a burst; `now` is a monotonic clock in seconds."""

    def __init__(
        self,
        source: Source,
        framer: Framer,
        read_burst: Callable[[bytes], Code],
        board: StatusBoard,
        *,
        delays: Delays,
        now: Callable[[], float],
    ) -> None:
        super().__init__(board, pace=delays.pace)
        self._source = source
        self._framer = framer
        self._read_burst = read_burst
        self._delays = delays
        self._now = now
        self._heard_at = -math.inf
        self._stale = False
        """Whether the burst that is under way is nobody's."""
        self._last, self._last_at = b"", -math.inf

    def scan(self, cancel: Cancel) -> Code:
        """Wait for a code that is shown from now on; raises as `Scanner.scan` does, or `Cancelled`."""
        if self._is_attached:
            self.idle()  # drops what came before; a port that is opened now holds nothing yet
        with self.in_use():
            try:
                return self._next_code(cancel)
            finally:
                with contextlib.suppress(DeviceError):  # that it has gone is told already, or by the next look
                    self._source.rest()

    def _attach(self) -> None:
        self._drop_burst()
        self._source.open()

    def _look(self) -> Status:
        self._drop_what_came()
        return ONLINE

    def _detach(self) -> None:
        self._source.close()

    def _next_code(self, cancel: Cancel) -> Code:
        look_at = -math.inf
        while not cancel.is_set:
            if self._now() >= look_at:
                self._source.look()
                look_at = self._now() + self._delays.look_again
            self._hear(min(self._delays.slice, self._until_quiet()))
            if self._framer.too_long and not self._stale:
                self._stale = True  # it is said once; the rest of it is thrown away
                raise CodeTooLong("more came than any code holds")
            if self._is_quiet() and (burst := self._end_burst()) is not None:
                return self._read_burst(burst)
        raise Cancelled

    def _drop_what_came(self) -> None:
        """Hear without waiting, and keep nothing: nobody has asked for it.

        What comes now may be the middle of a code; the rest of it is nobody's either.
        """
        if self._is_quiet():
            self._drop_burst()
        for _ in range(_READS):
            if not self._hear(0):
                break
        self._stale = self._framer.pending
        if self._now() - self._last_at > self._delays.away:
            self._last = b""  # somebody's code is kept no longer than it is needed

    def _drop_burst(self) -> None:
        self._stale = True
        self._end_burst()

    def _hear(self, seconds: float) -> bool:
        heard = self._source.hear(self._framer, seconds)
        if heard:
            self._heard_at = self._now()
        return heard

    def _until_quiet(self) -> float:
        if not self._framer.pending:
            return math.inf
        quiet = self._delays.gap if self._framer.ended else self._delays.lost_end
        return max(0.0, self._heard_at + quiet - self._now())

    def _is_quiet(self) -> bool:
        return self._until_quiet() == 0

    def _end_burst(self) -> bytes | None:
        """Return the burst that has ended; None when it is nobody's. Raises `CodeUnreadable` when it is spoilt."""
        stale, self._stale = self._stale, False
        self._source.quiet()
        try:
            burst = self._framer.end()
        except CodeUnreadable:
            if stale:
                return None
            raise
        again = self._lies_there_still(burst)
        return None if stale or again else burst

    def _lies_there_still(self, burst: bytes) -> bool:
        """Whether this is the code that was sent last, and has not been away since.

        Between two looks several sendings run together, and the first or last of them may be a part.
        """
        again = bool(self._last) and (self._last.endswith(burst) or burst.endswith(self._last))
        again = again and self._heard_at - self._last_at <= self._delays.away
        self._last, self._last_at = burst, self._heard_at
        return again
