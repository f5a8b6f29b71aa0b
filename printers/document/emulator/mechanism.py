# SPDX-License-Identifier: GPL-3.0-or-later
"""What an emulated document printer does with its jobs: one after the other, sheet by sheet, while nothing is amiss."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from printers.document.emulator.paper import NotPrintable, sheets_of

Trouble = Literal[
    "media-empty", "media-jam", "cover-open", "toner-empty", "output-area-full", "paused", "com.example-broken"
]
PENDING, PROCESSING, STOPPED, CANCELED, ABORTED, COMPLETED = 3, 5, 6, 7, 8, 9


@dataclass(frozen=True)
class Sheet:
    """One side of a sheet that has come out."""

    picture: npt.NDArray[np.uint8] = field(repr=False)
    """Height × width × 3, red, green, blue."""
    job: str
    """The name that the job was given."""

    @property
    def image(self) -> QImage:
        """Return the picture as Qt has it."""
        height, width, _ = self.picture.shape
        return QImage(self.picture.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()


@dataclass
class Job:
    """One job, as the printer's list shows it."""

    number: int
    name: str
    user: str
    document: bytes = field(repr=False)
    kind: str
    copies: int
    state: int = PENDING
    sheets: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing more becomes of it."""
        return self.state >= CANCELED


class Mechanism:
    """Prints in a thread of its own from `start` to `close`; every method may be called from any thread."""

    def __init__(self, faults: list[str], seconds_per_sheet: float) -> None:
        self.jobs: dict[int, Job] = {}
        self.sheets: list[Sheet] = []
        self.documents: list[bytes] = []
        self.troubles: dict[Trouble, None] = {}
        self.cold = False
        self.changed = threading.Condition(threading.RLock())
        self._faults = faults
        self._seconds = seconds_per_sheet
        self._left: int | None = None
        self._running = True
        self._thread = threading.Thread(target=self._run, name="emulated document printer", daemon=True)

    def start(self) -> None:
        """Begin with the jobs."""
        self._thread.start()

    def close(self) -> None:
        """End, in the midst of a job too."""
        with self.changed:
            self._running = False
            self.changed.notify_all()
        self._thread.join()

    def take(self, job: Job) -> None:
        """Put a job at the end of the line."""
        with self.changed:
            self.jobs[job.number] = job
            self.changed.notify_all()

    def cancel(self, job: Job) -> None:
        """Drop a job; what has come out of it has."""
        with self.changed:
            if not job.is_over:
                self._end(job, CANCELED)

    def trouble(self, trouble: Trouble, *, is_there: bool) -> None:
        """Let a trouble begin or end."""
        with self.changed:
            if is_there:
                self.troubles[trouble] = None
            else:
                self.troubles.pop(trouble, None)
            self.changed.notify_all()

    def fuser(self, *, cold: bool) -> None:
        """Let the fuser grow cold, or warm again."""
        with self.changed:
            self.cold = cold
            self.changed.notify_all()

    def paper(self, sheets: int | None) -> None:
        """Leave so many sheets in the tray; None: more than anybody needs."""
        with self.changed:
            self._left = sheets
            self.trouble("media-empty", is_there=sheets == 0)

    def _run(self) -> None:
        while self._running:
            with self.changed:
                waiting = [job for job in self.jobs.values() if not job.is_over]
                if not waiting:
                    self.changed.wait()
                    continue
            self._print(waiting[0])

    def _print(self, job: Job) -> None:
        try:
            pictures = sheets_of(job.document, job.kind)
        except (NotPrintable, IndexError) as error:
            self._faults.append(f"job {job.number}: {error}")
            with self.changed:
                self._end(job, ABORTED)
            return
        for picture in pictures * job.copies:
            if self._seconds:
                time.sleep(self._seconds)
            with self.changed:
                while (self.troubles or self.cold) and not job.is_over and self._running:
                    job.state = STOPPED if self.troubles else PROCESSING
                    self.changed.wait()
                if job.is_over or not self._running:
                    return
                job.state = PROCESSING
                job.sheets += 1
                self.sheets.append(Sheet(picture, job.name))
                if self._left is not None:
                    self.paper(self._left - 1)
        with self.changed:
            if not job.is_over:
                self.documents.append(job.document)
                self._end(job, COMPLETED)

    def _end(self, job: Job, state: int) -> None:
        job.state, job.document = state, b""
        self.changed.notify_all()
