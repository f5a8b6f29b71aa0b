# SPDX-License-Identifier: GPL-3.0-or-later
"""The driver of an IPP printer: watches it while idle, prints, follows each job to its end, leaves none behind."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import TypeVar

from printers.contract import (
    ConfigurationError,
    DeviceState,
    Paper,
    Printed,
    PrinterError,
    PrinterStatus,
    PrintOutcome,
    Trouble,
    Watcher,
)
from printers.document.contract import DocumentPrinter, Sides
from printers.document.ipp.connection import Connection, LinkError
from printers.document.ipp.job import NOTHING, PDF, PWG_RASTER, Abilities, JobNow, abilities_of, wishes
from printers.document.ipp.message import Given, Group, Operation
from printers.document.ipp.pwg_raster import pwg_raster
from printers.document.ipp.spool import Spool
from printers.document.ipp.status import status_of
from printers.document.pages import page_pictures
from printers.document.worker import WorkError
from printers.io_thread import IoThread

log = logging.getLogger(__name__)

T = TypeVar("T")

_NOT_FOUND = 0x0406
"""There is no printer of this path (RFC 8011, appendix B)."""


def open_document_printer(*, user: str, driver: str = "ipp", url: str, certificate: str = "") -> DocumentPrinter:
    """Return the printer that terminal.toml names; nothing is opened before its `start`.

    `user` is the terminal, under whose name its jobs stand in the printer's list; `url` is `ipp://HOST[:PORT]/PATH` or
    `ipps://…`; `certificate` a file with the certificate of a printer that signed itself, empty where an authority did.
    Raises ConfigurationError for a driver that there is not, or a file that is no certificate.
    """
    if driver != "ipp":
        raise ConfigurationError(f"no document printer driver {driver!r}; there is 'ipp'")
    try:
        return IppPrinter(url, Path(certificate) if certificate else None, user=user)
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{certificate} is no certificate that can be read") from error


@dataclass(frozen=True)
class Timing:
    """How long the driver waits, in seconds."""

    look_every: float = 5.0
    """Between two looks at an idle printer that is well."""
    look_again: float = 2.0
    """At one that is not, so that its services come back soon; a lost one is looked for ever more rarely."""
    try_again_at_most: float = 60.0
    answer_within: float = 10.0
    """For an answer; some printers wake up first."""
    follow_every: float = 0.7
    """Between two looks at a job."""
    clear_within: float = 45.0
    """For somebody to clear what stopped a job, before it is taken back."""
    move_within: float = 120.0
    """For anything at all to change while a job is printed."""


class IppPrinter:
    """A `printers.document.contract.DocumentPrinter` at an `ipp://` or `ipps://` URL."""

    def __init__(
        self,
        url: str,
        certificate: Path | None = None,
        *,
        user: str,
        timing: Timing | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = url
        self._timing = timing or Timing()
        self._clock = clock
        self._connection = Connection(url, certificate, user=user, answer_within=self._timing.answer_within)
        self._spool = Spool(self._connection)
        self._status = PrinterStatus(DeviceState.STARTING, Paper.UNKNOWN)
        self._able: Abilities = NOTHING
        self._failures = 0
        self._left_behind = True
        self._watchers: list[Watcher] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = IoThread(f"document printer {url}", self._idle)
        self._closing = Event()
        self._open = False

    @property
    def status(self) -> PrinterStatus:
        """Return what was last learnt."""
        return self._status

    def subscribe(self, watcher: Watcher) -> Callable[[], None]:
        """Call `watcher` at each change of status; return what ends it."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    async def start(self) -> None:
        """Begin to watch the printer; return after the first look."""
        self._loop = asyncio.get_running_loop()
        self._open = True
        await asyncio.wrap_future(self._thread.start())

    async def close(self) -> None:
        """Let go of the printer; a job that it has is taken back if it does not end soon."""
        if self._open:
            self._open = False
            self._closing.set()
            self._thread.submit(self._connection.close)
            await asyncio.shield(asyncio.wrap_future(self._thread.stop()))

    async def print(self, pdf: bytes, *, job: str, sides: Sides = "one-sided", copies: int = 1) -> PrintOutcome:
        """Print a document; see the contract."""
        if not self._open:
            return PrintOutcome(Printed.NOT_PRINTED, Trouble.CLOSED)
        return await asyncio.wrap_future(self._thread.submit(lambda: self._print(pdf, job, sides, copies)))

    # All that follows runs on the I/O thread.

    def _idle(self) -> float:
        if self._look().state is not DeviceState.NO_DEVICE:
            self._failures = 0
            if self._left_behind:
                self._clean()
            return self._timing.look_every if self._status.can_print else self._timing.look_again
        pause = self._timing.look_again * 2.0**self._failures
        if pause < self._timing.try_again_at_most:
            self._failures += 1
        return min(pause, self._timing.try_again_at_most)

    def _look(self) -> PrinterStatus:
        try:
            answer = self._connection.ask(Operation.GET_PRINTER_ATTRIBUTES, [])
        except PrinterError as failure:
            return self._learn(_out_of_reach(failure.trouble))
        if not answer.is_success:
            return self._learn(_out_of_reach(Trouble.GARBLED if answer.status == _NOT_FOUND else Trouble.REFUSED))
        printer = answer.of(Group.PRINTER)
        self._able = abilities_of(printer)
        status = status_of(printer)
        if status.trouble is None and self._able.format is None:
            status = replace(status, state=DeviceState.HARDWARE_ERROR, trouble=Trouble.UNSUITABLE)
        return self._learn(status)

    def _print(self, pdf: bytes, job: str, sides: Sides, copies: int) -> PrintOutcome:
        before = self._look()
        if not before.can_print:
            outcome = PrintOutcome(Printed.NOT_PRINTED, before.trouble or Trouble.OFFLINE)
        else:
            if self._left_behind:
                self._clean()
            self._learn(replace(before, state=DeviceState.BUSY))
            outcome = self._hand_over(pdf, job, sides, copies)
            self._look()
        log.info("document %s: %s%s", job, outcome.printed, f", {outcome.trouble}" if outcome.trouble else "")
        return outcome

    def _hand_over(self, pdf: bytes, job: str, sides: Sides, copies: int) -> PrintOutcome:
        able = self._able
        kind = able.format or PDF
        try:
            document = pdf
            if kind == PWG_RASTER:
                document = pwg_raster(page_pictures(pdf, able.dpi, colour=able.colour), able.dpi, sides)
        except WorkError as error:
            log.error("document %s cannot be drawn: %s", job, error)  # noqa: TRY400 - the text tells nothing of it
            return PrintOutcome(Printed.NOT_PRINTED, Trouble.UNSUITABLE)
        others, self._left_behind = self._left_behind, True
        number = self._number(document, kind, job, wishes(able, sides, copies))
        if isinstance(number, PrintOutcome):
            return number
        outcome = self._followed(number)
        self._left_behind = others or outcome.printed is Printed.UNKNOWN
        if able.forgets:
            self._quietly(lambda: self._spool.take_back(number, purge=True))
        return outcome

    def _number(self, document: bytes, kind: str, job: str, how: list[Given]) -> int | PrintOutcome:
        """Return the number of a job that was handed over, also when the answer was lost; else what became of it."""
        until = self._clock() + self._timing.clear_within
        while True:
            try:
                number = self._spool.hand_over(document, kind, job, how)
            except LinkError as failure:
                if not failure.sent:
                    return PrintOutcome(Printed.NOT_PRINTED, failure.trouble)
                found = self._quietly(lambda: self._spool.ours(job)) or []
                return max(found, default=PrintOutcome(Printed.UNKNOWN, failure.trouble))
            except PrinterError as failure:
                return PrintOutcome(Printed.UNKNOWN, failure.trouble)
            if number is not Trouble.OFFLINE or self._clock() > until or self._closing.is_set():
                return PrintOutcome(Printed.NOT_PRINTED, number) if isinstance(number, Trouble) else number
            self._closing.wait(self._timing.follow_every)

    def _followed(self, number: int) -> PrintOutcome:
        """Return what became of a job; take it back when what stops it is not cleared, or when it does not move."""
        trouble: Trouble | None = None
        seen: JobNow | None = None
        moved = well = self._clock()
        while True:
            job, status, now = self._quietly(lambda: self._spool.now(number)), self._look(), self._clock()
            if job is not None and job.outcome is not None:
                return _outcome(job.outcome, trouble)
            if job != seen:
                seen, moved = job, now
            if status.trouble is None or moved == now:
                well = now
            trouble = status.trouble or trouble
            stuck = now - well > self._timing.clear_within or now - moved > self._timing.move_within
            if stuck or self._closing.is_set():
                return self._taken_back(number, trouble or Trouble.SILENT)
            self._closing.wait(self._timing.follow_every)

    def _taken_back(self, number: int, trouble: Trouble) -> PrintOutcome:
        self._quietly(lambda: self._spool.take_back(number, purge=False))
        until = self._clock() + self._timing.answer_within
        while self._clock() < until:
            job = self._quietly(lambda: self._spool.now(number))
            if job is not None and job.outcome is not None:
                return _outcome(job.outcome, trouble)
            time.sleep(self._timing.follow_every)
        return PrintOutcome(Printed.UNKNOWN, trouble)

    def _clean(self) -> None:
        """Take back what was left on the printer: it would come out for the next person."""
        left = self._quietly(self._spool.ours)
        for number in left or ():
            log.warning("a job that was left on the document printer is taken back")
            self._quietly(lambda: self._spool.take_back(number, purge=self._able.forgets))  # noqa: B023 - at once
        self._left_behind = left is None

    def _quietly(self, ask: Callable[[], T]) -> T | None:
        """Return what the printer answers, None when it does not: whether it is there is told by its status."""
        try:
            return ask()
        except PrinterError:
            return None

    def _learn(self, status: PrinterStatus) -> PrinterStatus:
        """Keep a status; tell the watchers when it is new, and the log when the printer is lost or back."""
        before, self._status = self._status, status
        if status == before:
            return status
        was_lost, is_lost = before.state is DeviceState.NO_DEVICE, status.state is DeviceState.NO_DEVICE
        if is_lost and not was_lost:
            log.warning("document printer at %s out of reach: %s", self._url, status.trouble)
        elif was_lost and not is_lost:
            log.info("document printer at %s is back", self._url)
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._tell, status)
        return status

    def _tell(self, status: PrinterStatus) -> None:
        for watcher in tuple(self._watchers):
            watcher(status)


def _out_of_reach(trouble: Trouble) -> PrinterStatus:
    return PrinterStatus(DeviceState.NO_DEVICE, Paper.UNKNOWN, trouble)


def _outcome(printed: Printed, trouble: Trouble | None) -> PrintOutcome:
    """Return an end with its reason: what ended badly on a printer that is well was something that it cannot print."""
    return PrintOutcome(printed, None if printed is Printed.PRINTED else trouble or Trouble.UNSUITABLE)
